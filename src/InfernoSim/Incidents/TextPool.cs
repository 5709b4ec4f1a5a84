using System.IO.Hashing;
using System.Text;

namespace InfernoSim.Incidents;

/// <summary>
/// Gives the same string for the same bytes where it was seen lately, because header names and most of their values,
/// methods, services and trace ids come again and again. One slot a hash: a collision only costs a new string.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 4096;
    private const int LongestPooled = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string[]?[] _slots = new string[]?[Slots];

    /// <summary>The text of UTF-8 bytes that hold no escapes, as the only element of a list: the form a header with one value has.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public string[] GetList(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestPooled)
        {
            return [Decode(utf8)];
        }

        ref string[]? slot = ref _slots[XxHash3.HashToUInt64(utf8) % Slots];
        if (slot is null || !Ascii.Equals(utf8, slot[0]))
        {
            slot = [Decode(utf8)];
        }

        return slot;
    }

    /// <summary>Decodes UTF-8.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> utf8) => Strict.GetString(utf8);
}
