using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>
/// The binary form of <c>numeric</c> (<c>numeric_send</c> of the server's sources): how many digits of base 10,000, the weight of the
/// first, the sign, how many decimal places are shown, and the digits.
/// </summary>
internal static class NumericValue
{
    private const int DigitSize = 4;
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort Infinite = 0xD000;
    private const ushort NegativeInfinite = 0xF000;

    // What the server itself keeps of a numeric: 131,072 digits before the point and 16,383 after it.
    private const int MostDigits = 150_000;

    /// <summary>The number as SQL writes it, its decimal places kept; <see langword="null"/> where it is not in the form that the server sends.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8 || bytes.Length != 8 + (2 * BinaryPrimitives.ReadUInt16BigEndian(bytes)))
        {
            return null;
        }

        ushort sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        string? text = sign switch
        {
            NotANumber => "NaN",
            Infinite => "Infinity",
            NegativeInfinite => "-Infinity",
            0 or Negative => ReadDigits(bytes, sign == Negative),
            _ => null,
        };
        return text is not null && Write(text) is { } again && bytes.SequenceEqual(again) ? text : null;
    }

    /// <summary>The binary form of a number; <see langword="null"/> where the text is none.</summary>
    /// <param name="text">As SQL writes it.</param>
    public static byte[]? Write(string text)
    {
        switch (text)
        {
            case "NaN":
                return Compose([], 0, NotANumber, 0);
            case "Infinity":
                return Compose([], 0, Infinite, 0x20);
            case "-Infinity":
                return Compose([], 0, NegativeInfinite, 0x20);
        }

        bool isNegative = text.StartsWith('-');
        string unsigned = isNegative ? text[1..] : text;
        int point = unsigned.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? unsigned : unsigned[..point];
        string fraction = point < 0 ? "" : unsigned[(point + 1)..];
        if (whole.Length == 0 || whole.Length + fraction.Length > MostDigits || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
        {
            return null;
        }

        return WriteDigits(whole, fraction, isNegative);
    }

    private static string? ReadDigits(ReadOnlySpan<byte> bytes, bool isNegative)
    {
        int count = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        int weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        int scale = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        if (scale > 16_383)
        {
            return null;
        }

        var text = new StringBuilder(isNegative ? "-" : "");
        int fractionDigits = (scale + DigitSize - 1) / DigitSize;
        for (int place = Math.Max(weight, 0); place >= -fractionDigits; place--)
        {
            if (place == -1)
            {
                text.Append('.');
            }

            int index = weight - place;
            int digit = index >= 0 && index < count ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(8 + (2 * index))..]) : 0;
            bool isFirst = place == Math.Max(weight, 0);
            text.Append(digit.ToString(isFirst ? "0" : "0000", CultureInfo.InvariantCulture));
        }

        // The last digit may show more places than there are.
        text.Length -= (fractionDigits * DigitSize) - scale;
        return text.ToString();
    }

    private static byte[] WriteDigits(string whole, string fraction, bool isNegative)
    {
        string paddedWhole = whole.PadLeft((whole.Length + DigitSize - 1) / DigitSize * DigitSize, '0');
        string padded = paddedWhole + fraction.PadRight((fraction.Length + DigitSize - 1) / DigitSize * DigitSize, '0');
        var digits = new List<ushort>(padded.Length / DigitSize);
        for (int i = 0; i < padded.Length; i += DigitSize)
        {
            digits.Add(ushort.Parse(padded.AsSpan(i, DigitSize), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        int leading = digits.FindIndex(digit => digit != 0);
        if (leading < 0)
        {
            return Compose([], 0, 0, fraction.Length);
        }

        int last = digits.FindLastIndex(digit => digit != 0);
        int weight = (paddedWhole.Length / DigitSize) - 1 - leading;
        return Compose(digits[leading..(last + 1)], weight, isNegative ? Negative : (ushort)0, fraction.Length);
    }

    private static byte[] Compose(List<ushort> digits, int weight, ushort sign, int scale)
    {
        byte[] bytes = new byte[8 + (2 * digits.Count)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)digits.Count);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2), (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), sign);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)scale);
        for (int i = 0; i < digits.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8 + (2 * i)), digits[i]);
        }

        return bytes;
    }
}
