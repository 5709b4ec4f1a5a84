using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>JSON strings by what they say: <c>"A"</c> and <c>"\u0041"</c> are one.</summary>
internal static class JsonString
{
    /// <summary>Writes a string without its escapes. A surrogate that has no partner is written as its three bytes would be.</summary>
    /// <param name="escaped">The inside of a valid JSON string, in UTF-8.</param>
    /// <param name="to">Where to write.</param>
    public static void AppendUnescaped(ReadOnlySpan<byte> escaped, IBufferWriter<byte> to)
    {
        while (escaped.IndexOf((byte)'\\') is var at && at >= 0)
        {
            to.Write(escaped[..at]);
            if (escaped[at + 1] == 'u')
            {
                escaped = escaped[(at + AppendCodePoint(escaped[at..], to))..];
            }
            else
            {
                to.Write([Simple(escaped[at + 1])]);
                escaped = escaped[(at + 2)..];
            }
        }

        to.Write(escaped);
    }

    private static byte Simple(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter,
    };

    private static int AppendCodePoint(ReadOnlySpan<byte> escaped, IBufferWriter<byte> to)
    {
        char first = Unit(escaped);
        if (char.IsHighSurrogate(first) && escaped.Length >= 12 && escaped[6] == '\\' && escaped[7] == 'u')
        {
            char second = Unit(escaped[6..]);
            if (char.IsLowSurrogate(second))
            {
                to.Advance(new Rune(first, second).EncodeToUtf8(to.GetSpan(4)));
                return 12;
            }
        }

        if (Rune.TryCreate(first, out Rune rune))
        {
            to.Advance(rune.EncodeToUtf8(to.GetSpan(4)));
        }
        else
        {
            to.Write([(byte)(0xE0 | (first >> 12)), (byte)(0x80 | ((first >> 6) & 0x3F)), (byte)(0x80 | (first & 0x3F))]);
        }

        return 6;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out _, 'x')
            ? (char)unit
            : throw new ArgumentException("Not an escape of a valid JSON string.", nameof(escape));
}
