using System.Buffers;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>Percent-encoding (RFC 3986, section 2.1) in the one form that does not change what a URI means (section 6.2.2).</summary>
internal static class PercentEncoding
{
    private const string HexDigits = "0123456789ABCDEF";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*,;=:@/?");

    /// <summary>
    /// Writes a path or query with hex digits in upper case and unreserved characters decoded: <c>%7e</c> becomes <c>~</c>,
    /// <c>%2f</c> becomes <c>%2F</c> and not <c>/</c>. Characters outside ASCII are encoded; a <c>%</c> that begins no
    /// encoding stays.
    /// </summary>
    /// <param name="text">As on the wire.</param>
    /// <param name="plusIsSpace">Whether <c>+</c> is written as <c>%20</c>, as it is in a query.</param>
    /// <param name="to">Where to write.</param>
    public static void AppendNormalized(ReadOnlySpan<char> text, bool plusIsSpace, IBufferWriter<byte> to)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(Plain);
            plain = plain < 0 ? text.Length : plain;
            to.Advance(Encoding.ASCII.GetBytes(text[..plain], to.GetSpan(plain)));
            text = text[plain..];
            if (!text.IsEmpty)
            {
                text = text[AppendSpecial(text, plusIsSpace, to)..];
            }
        }
    }

    /// <summary>Decodes a name or value of a query or form as UTF-8 text: <c>+</c> is a space, <c>%41</c> is <c>A</c>; a <c>%</c> that begins no encoding stays.</summary>
    /// <param name="text">As on the wire.</param>
    /// <returns>The text.</returns>
    public static string DecodeField(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>Decodes a name or value of a form: <c>+</c> is a space, <c>%41</c> is <c>A</c>; a <c>%</c> that begins no encoding stays.</summary>
    /// <param name="text">As on the wire.</param>
    /// <param name="to">Where to write; at least as long as <paramref name="text"/>.</param>
    /// <returns>How many bytes were written.</returns>
    public static int DecodeForm(ReadOnlySpan<byte> text, Span<byte> to)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte decoded = text[i] == '+' ? (byte)' ' : text[i];
            if (decoded == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                decoded = FromHex((char)text[i + 1], (char)text[i + 2]);
                i += 2;
            }

            to[count++] = decoded;
        }

        return count;
    }

    private static int AppendSpecial(ReadOnlySpan<char> text, bool plusIsSpace, IBufferWriter<byte> to)
    {
        char special = text[0];
        if (special == '%' && text.Length > 2 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]))
        {
            byte decoded = FromHex(text[1], text[2]);
            if (char.IsAsciiLetterOrDigit((char)decoded) || decoded is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
            {
                to.Write([decoded]);
            }
            else
            {
                AppendEncoded(decoded, to);
            }

            return 3;
        }

        if (char.IsAscii(special) && !(special == '+' && plusIsSpace))
        {
            to.Write([(byte)special]);
            return 1;
        }

        return AppendEncodedRune(text, to);
    }

    private static int AppendEncodedRune(ReadOnlySpan<char> text, IBufferWriter<byte> to)
    {
        if (text[0] == '+')
        {
            AppendEncoded((byte)' ', to);
            return 1;
        }

        Rune.DecodeFromUtf16(text, out Rune rune, out int consumed);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (byte unit in utf8[..rune.EncodeToUtf8(utf8)])
        {
            AppendEncoded(unit, to);
        }

        return consumed;
    }

    private static void AppendEncoded(byte value, IBufferWriter<byte> to) =>
        to.Write([(byte)'%', (byte)HexDigits[value >> 4], (byte)HexDigits[value & 15]]);

    private static byte FromHex(char high, char low) => (byte)((Digit(high) << 4) | Digit(low));

    private static int Digit(char hex) => char.IsAsciiDigit(hex) ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
