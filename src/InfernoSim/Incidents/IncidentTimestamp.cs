using System.Globalization;
using System.Text;

namespace InfernoSim.Incidents;

/// <summary>
/// An instant of an incident, in nanoseconds since the Unix epoch (UTC), so that a time written by a recorder with
/// nanosecond clocks is ordered and written back without loss.
/// </summary>
/// <param name="UnixNanoseconds">Nanoseconds since 1970-01-01T00:00:00Z. Covers the years 1678 to 2262.</param>
public readonly record struct IncidentTimestamp(long UnixNanoseconds) : IComparable<IncidentTimestamp>
{
    internal const int MaxTextLength = 30;

    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int SecondsLength = 19;
    private const int MaxFractionDigits = 9;

    /// <summary>Converts from a <see cref="DateTimeOffset"/>; exact, since a tick is 100 ns.</summary>
    /// <param name="value">The instant.</param>
    /// <returns>The same instant.</returns>
    /// <exception cref="OverflowException"><paramref name="value"/> is not in the years 1678 to 2262.</exception>
    public static IncidentTimestamp FromDateTimeOffset(DateTimeOffset value) =>
        new(checked((value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * NanosecondsPerTick));

    /// <summary>Parses an RFC 3339 date-time with up to nine fractional digits; further digits are cut off.</summary>
    /// <param name="text">For example <c>2026-11-23T18:33:15.123456789Z</c>.</param>
    /// <param name="timestamp">The instant, in UTC.</param>
    /// <returns><see langword="false"/> when <paramref name="text"/> is not an RFC 3339 date-time of the years 1678 to 2262.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out IncidentTimestamp timestamp)
    {
        Span<byte> ascii = stackalloc byte[64];
        if (!Encoding.UTF8.TryGetBytes(text, ascii, out int length))
        {
            timestamp = default;
            return false;
        }

        return TryParse(ascii[..length], out timestamp);
    }

    /// <summary>The same instant to the tick (100 ns), rounded down.</summary>
    /// <returns>A UTC date-time.</returns>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(FloorDivide(UnixNanoseconds, NanosecondsPerTick).Quotient);

    /// <summary>RFC 3339 in UTC, with as many fractional digits as are needed (none to nine), as Go's RFC3339Nano writes it.</summary>
    /// <returns>For example <c>2026-11-23T18:33:15.1234Z</c>.</returns>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <inheritdoc/>
    public int CompareTo(IncidentTimestamp other) => UnixNanoseconds.CompareTo(other.UnixNanoseconds);

    /// <summary>Whether <paramref name="left"/> is before <paramref name="right"/>.</summary>
    public static bool operator <(IncidentTimestamp left, IncidentTimestamp right) => left.UnixNanoseconds < right.UnixNanoseconds;

    /// <summary>Whether <paramref name="left"/> is after <paramref name="right"/>.</summary>
    public static bool operator >(IncidentTimestamp left, IncidentTimestamp right) => left.UnixNanoseconds > right.UnixNanoseconds;

    /// <summary>Whether <paramref name="left"/> is not after <paramref name="right"/>.</summary>
    public static bool operator <=(IncidentTimestamp left, IncidentTimestamp right) => left.UnixNanoseconds <= right.UnixNanoseconds;

    /// <summary>Whether <paramref name="left"/> is not before <paramref name="right"/>.</summary>
    public static bool operator >=(IncidentTimestamp left, IncidentTimestamp right) => left.UnixNanoseconds >= right.UnixNanoseconds;

    /// <summary>Parses UTF-8 text, as <see cref="TryParse(ReadOnlySpan{char}, out IncidentTimestamp)"/>.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out IncidentTimestamp timestamp)
    {
        timestamp = default;
        if (!TryParseSeconds(text, out long seconds))
        {
            return false;
        }

        text = text[SecondsLength..];
        if (!TryParseFraction(ref text, out long nanoseconds) || !TryParseOffset(text, out long offsetSeconds))
        {
            return false;
        }

        Int128 total = ((Int128)(seconds - offsetSeconds) * NanosecondsPerSecond) + nanoseconds;
        if (total < long.MinValue || total > long.MaxValue)
        {
            return false;
        }

        timestamp = new IncidentTimestamp((long)total);
        return true;
    }

    /// <summary>Writes the text of <see cref="ToString"/> as ASCII; at most <see cref="MaxTextLength"/> bytes.</summary>
    internal int Format(Span<byte> destination)
    {
        (long seconds, long nanoseconds) = FloorDivide(UnixNanoseconds, NanosecondsPerSecond);
        DateTimeOffset.FromUnixTimeSeconds(seconds).TryFormat(destination, out int length, "s", CultureInfo.InvariantCulture);
        if (nanoseconds != 0)
        {
            destination[length++] = (byte)'.';
            nanoseconds.TryFormat(destination[length..], out int digits, "D9", CultureInfo.InvariantCulture);
            length += digits;
            length = destination[..length].TrimEnd((byte)'0').Length;
        }

        destination[length++] = (byte)'Z';
        return length;
    }

    private static (long Quotient, long Remainder) FloorDivide(long value, long divisor)
    {
        (long quotient, long remainder) = Math.DivRem(value, divisor);
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder);
    }

    private static bool TryParseSeconds(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length <= SecondsLength
            || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':'
            || !TryParseDigits(text[..4], out int year) || !TryParseDigits(text[5..7], out int month) || !TryParseDigits(text[8..10], out int day)
            || !TryParseDigits(text[11..13], out int hour) || !TryParseDigits(text[14..16], out int minute) || !TryParseDigits(text[17..19], out int second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool TryParseFraction(ref ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text[0] != '.')
        {
            return true;
        }

        int end = 1;
        for (; end < text.Length && char.IsAsciiDigit((char)text[end]); end++)
        {
            if (end <= MaxFractionDigits)
            {
                nanoseconds = (nanoseconds * 10) + (text[end] - '0');
            }
        }

        for (int digits = end - 1; digits < MaxFractionDigits; digits++)
        {
            nanoseconds *= 10;
        }

        text = text[end..];
        return end > 1;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryParseDigits(text[1..3], out int hours) || !TryParseDigits(text[4..6], out int minutes)
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        seconds = ((hours * 60) + minutes) * 60 * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
