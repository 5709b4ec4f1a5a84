using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>
/// The pairs of a query or a form as a multiset: their order says nothing, how often each is there does. Texts hold one byte a
/// character, so that any bytes fit.
/// </summary>
internal sealed class NamedPairs
{
    private readonly List<KeyValuePair<string, string?>> _pairs;

    private NamedPairs(List<KeyValuePair<string, string?>> pairs) => _pairs = pairs;

    /// <summary>
    /// The pairs of a query, percent-encoding normalised as <see cref="PercentEncoding"/> does and <c>+</c> taken for a space.
    /// <c>a</c> and <c>a=</c> differ; empty pairs are left out.
    /// </summary>
    /// <param name="query">The query without <c>?</c>.</param>
    /// <returns>The pairs.</returns>
    public static NamedPairs OfQuery(ReadOnlySpan<char> query)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        var buffer = new ArrayBufferWriter<byte>(query.Length + 16);
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            int equals = pair.IndexOf('=');
            if (!pair.IsEmpty)
            {
                string name = Normalize(equals < 0 ? pair : pair[..equals], buffer);
                pairs.Add(new(name, equals < 0 ? null : Normalize(pair[(equals + 1)..], buffer)));
            }
        }

        return new NamedPairs(pairs);
    }

    /// <summary>The pairs of an <c>application/x-www-form-urlencoded</c> body, decoded. <c>a</c> and <c>a=</c> are the same.</summary>
    /// <param name="form">The body.</param>
    /// <returns>The pairs.</returns>
    public static NamedPairs OfForm(ReadOnlySpan<byte> form)
    {
        var pairs = new List<KeyValuePair<string, string?>>();
        foreach (Range range in form.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = form[range];
            int equals = pair.IndexOf((byte)'=');
            if (!pair.IsEmpty)
            {
                pairs.Add(new(Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..])));
            }
        }

        return new NamedPairs(pairs);
    }

    /// <summary>The same pairs with an exchange's ids masked in their values.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The pairs.</returns>
    public NamedPairs Masked(OwnIds ids) => ids.IsEmpty
        ? this
        : new NamedPairs([.. _pairs.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value is { } value ? Mask(value, ids) : null))]);

    /// <summary>Writes the pairs in an order of their own, so that equal multisets make equal bytes.</summary>
    /// <param name="to">Where to write.</param>
    public void AppendCanonical(IBufferWriter<byte> to)
    {
        foreach (KeyValuePair<string, string?> pair in Sorted())
        {
            AppendText(pair.Key, to);
            AppendText(pair.Value, to);
        }
    }

    /// <summary>The first pair, in the expected order, that the other side lacks; then the first that it has in addition.</summary>
    /// <param name="actual">The other side.</param>
    /// <returns>The difference, located by <c>/name</c>, or <see langword="null"/>.</returns>
    public BodyDifference? DifferenceTo(NamedPairs actual)
    {
        List<KeyValuePair<string, string?>> left = Without(actual);
        List<KeyValuePair<string, string?>> added = actual.Without(this);
        if (left.Count > 0)
        {
            KeyValuePair<string, string?> missing = left[0];
            int changed = added.FindIndex(pair => pair.Key == missing.Key);
            string got = changed < 0 ? BodyDifference.Absent : Show(added[changed].Value);
            (string expected, got) = changed < 0 ? (Excerpt.Shorten(Show(missing.Value)), got) : Excerpt.Pair(Show(missing.Value), got);
            return new BodyDifference(JsonPointer.Prepend(Show(missing.Key), ""), expected, got);
        }

        return added.Count > 0
            ? new BodyDifference(JsonPointer.Prepend(Show(added[0].Key), ""), BodyDifference.Absent, Excerpt.Shorten(Show(added[0].Value)))
            : null;
    }

    private List<KeyValuePair<string, string?>> Without(NamedPairs other)
    {
        Dictionary<KeyValuePair<string, string?>, int> counts = [];
        foreach (KeyValuePair<string, string?> pair in other._pairs)
        {
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        return _pairs.FindAll(pair => (counts[pair] = counts.GetValueOrDefault(pair) - 1) < 0);
    }

    private IEnumerable<KeyValuePair<string, string?>> Sorted() => _pairs.Count < 2
        ? _pairs
        : _pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal);

    private static void AppendText(string? text, IBufferWriter<byte> to)
    {
        Span<byte> span = to.GetSpan(4 + (text?.Length ?? 0));
        BinaryPrimitives.WriteInt32LittleEndian(span, text?.Length ?? -1);
        to.Advance(4 + Encoding.Latin1.GetBytes(text ?? "", span[4..]));
    }

    private static string Normalize(ReadOnlySpan<char> text, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        PercentEncoding.AppendNormalized(text, plusIsSpace: true, buffer);
        return Encoding.Latin1.GetString(buffer.WrittenSpan);
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        byte[] decoded = new byte[text.Length];
        return Encoding.Latin1.GetString(decoded, 0, PercentEncoding.DecodeForm(text, decoded));
    }

    private static string Mask(string text, OwnIds ids)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (!ids.AreIn(bytes))
        {
            return text;
        }

        var masked = new ArrayBufferWriter<byte>(bytes.Length);
        ids.AppendMasked(bytes, masked);
        return Encoding.Latin1.GetString(masked.WrittenSpan);
    }

    // Back from one byte a character to the text that the bytes are.
    private static string Show(string? text) => text is null ? "" : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));
}
