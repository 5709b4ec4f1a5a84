using System.Buffers;
using System.Globalization;
using System.Text;

namespace InfernoSim.Matching;

/// <summary>JSON numbers by their value: <c>1</c>, <c>1.0</c> and <c>10e-1</c> are one. Exact for any length: no double is involved.</summary>
internal static class JsonNumber
{
    // More digits than any exponent that means something; such a number is compared as it is written.
    private const int LongestExponent = 15;

    /// <summary>Writes the number as sign, digits without leading and trailing zeros, <c>e</c> and exponent; zero as <c>0</c>.</summary>
    /// <param name="number">A valid JSON number.</param>
    /// <param name="to">Where to write.</param>
    public static void AppendCanonical(ReadOnlySpan<byte> number, IBufferWriter<byte> to)
    {
        ReadOnlySpan<byte> unsigned = number.TrimStart((byte)'-');
        int exponentAt = unsigned.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> mantissa = exponentAt < 0 ? unsigned : unsigned[..exponentAt];
        ReadOnlySpan<byte> exponent = exponentAt < 0 ? [] : unsigned[(exponentAt + 1)..];
        if (mantissa.IndexOfAnyExcept((byte)'0', (byte)'.') < 0)
        {
            to.Write("0"u8);
        }
        else if (exponent.Length > LongestExponent)
        {
            to.Write(number);
        }
        else
        {
            if (unsigned.Length < number.Length)
            {
                to.Write("-"u8);
            }

            AppendValue(mantissa, exponent, to);
        }
    }

    /// <summary>Whether two numbers have the same value.</summary>
    /// <param name="left">A valid JSON number.</param>
    /// <param name="right">Another.</param>
    /// <returns><see langword="true"/> when they have.</returns>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        var canonical = new ArrayBufferWriter<byte>(left.Length + right.Length + 48);
        AppendCanonical(left, canonical);
        int length = canonical.WrittenCount;
        AppendCanonical(right, canonical);
        return canonical.WrittenSpan[..length].SequenceEqual(canonical.WrittenSpan[length..]);
    }

    private static void AppendValue(ReadOnlySpan<byte> mantissa, ReadOnlySpan<byte> exponent, IBufferWriter<byte> to)
    {
        int point = mantissa.IndexOf((byte)'.');
        int fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        Span<byte> digits = to.GetSpan(mantissa.Length + 24);
        int count = 0;
        foreach (byte digit in mantissa)
        {
            if (digit != '.' && (count > 0 || digit != '0'))
            {
                digits[count++] = digit;
            }
        }

        int significant = digits[..count].LastIndexOfAnyExcept((byte)'0') + 1;
        long power = ExponentOf(exponent) - fraction + (count - significant);
        digits[significant] = (byte)'e';
        power.TryFormat(digits[(significant + 1)..], out int written, provider: CultureInfo.InvariantCulture);
        to.Advance(significant + 1 + written);
    }

    private static long ExponentOf(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? 0 : long.Parse(Encoding.ASCII.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
