using System.Buffers;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>
/// The trace ids of one exchange. Each exchange has others, so where a value holds one of its own ids, the id means nothing
/// about behaviour and is masked before values are compared. Nothing else is: an id of another exchange is a difference.
/// </summary>
internal sealed class OwnIds
{
    private const int IdLength = 32;

    // "-", 16 hex digits of the parent id, "-", 2 hex digits of the flags: the end of a traceparent.
    private const int SuffixLength = 20;

    private readonly byte[][] _ids;

    private OwnIds(byte[][] ids) => _ids = ids;

    /// <summary>No ids: nothing is masked.</summary>
    public static OwnIds None { get; } = new([]);

    /// <summary>Whether there are no ids.</summary>
    public bool IsEmpty => _ids.Length == 0;

    /// <summary>The ids of an exchange.</summary>
    /// <param name="ids">Trace ids of 32 lower-case hex digits; what is <see langword="null"/> or no trace id is left out.</param>
    /// <returns>The set.</returns>
    public static OwnIds Of(params ReadOnlySpan<string?> ids)
    {
        var known = new List<byte[]>(ids.Length);
        foreach (string? id in ids)
        {
            if (id is { Length: IdLength })
            {
                known.Add(Encoding.UTF8.GetBytes(id));
            }
        }

        return known.Count == 0 ? None : new OwnIds([.. known]);
    }

    /// <summary>Whether one of the ids is in a text.</summary>
    /// <param name="text">UTF-8.</param>
    /// <returns><see langword="true"/> when masking would change the text.</returns>
    public bool AreIn(ReadOnlySpan<byte> text)
    {
        foreach (byte[] id in _ids)
        {
            if (text.IndexOf(id) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Writes a text with one byte in place of each of the ids: 0xFC, plus 1 when it followed <c>00-</c>, plus 2 when a
    /// parent id and flags followed it, all of which is replaced too. Those bytes occur in no UTF-8 text.
    /// </summary>
    /// <param name="text">UTF-8, or any bytes.</param>
    /// <param name="to">Where to write.</param>
    public void AppendMasked(ReadOnlySpan<byte> text, IBufferWriter<byte> to)
    {
        while (Next(text) is var at && at >= 0)
        {
            bool hasPrefix = text[..at].EndsWith("00-"u8);
            bool hasSuffix = IsSuffix(text[(at + IdLength)..]);
            to.Write(text[..(hasPrefix ? at - 3 : at)]);
            to.Write([(byte)(0xFC + (hasPrefix ? 1 : 0) + (hasSuffix ? 2 : 0))]);
            text = text[(at + IdLength + (hasSuffix ? SuffixLength : 0))..];
        }

        to.Write(text);
    }

    private int Next(ReadOnlySpan<byte> text)
    {
        int first = -1;
        foreach (byte[] id in _ids)
        {
            int at = text.IndexOf(id);
            if (at >= 0 && (first < 0 || at < first))
            {
                first = at;
            }
        }

        return first;
    }

    private static bool IsSuffix(ReadOnlySpan<byte> text) =>
        text.Length >= SuffixLength
        && text[0] == '-'
        && text[17] == '-'
        && IsHex(text[1..17])
        && IsHex(text[18..20]);

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (byte digit in text)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }
}
