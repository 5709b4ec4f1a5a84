using System.Globalization;

namespace InfernoSim.Incidents;

/// <summary>
/// An instant of an incident, in nanoseconds since the Unix epoch (UTC), so that a time written by a recorder with
/// nanosecond clocks is ordered and written back without loss.
/// </summary>
/// <param name="UnixNanoseconds">Nanoseconds since 1970-01-01T00:00:00Z. Covers the years 1678 to 2262.</param>
public readonly record struct IncidentTimestamp(long UnixNanoseconds) : IComparable<IncidentTimestamp>
{
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Converts from a <see cref="DateTimeOffset"/>; exact, since a tick is 100 ns.</summary>
    /// <param name="value">The instant.</param>
    /// <returns>The same instant.</returns>
    public static IncidentTimestamp FromDateTimeOffset(DateTimeOffset value) =>
        new((value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * NanosecondsPerTick);

    /// <summary>Parses an RFC 3339 date-time with up to nine fractional digits; further digits are cut off.</summary>
    /// <param name="text">For example <c>2026-11-23T18:33:15.123456789Z</c>.</param>
    /// <param name="timestamp">The instant, in UTC.</param>
    /// <returns><see langword="false"/> when <paramref name="text"/> is not an RFC 3339 date-time.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out IncidentTimestamp timestamp)
    {
        timestamp = default;
        int fraction = text.IndexOf('.');
        long nanoseconds = 0;
        Span<char> whole = stackalloc char[40];
        int length;
        if (fraction < 0)
        {
            if (text.Length > whole.Length)
            {
                return false;
            }

            text.CopyTo(whole);
            length = text.Length;
        }
        else
        {
            int end = fraction + 1;
            int digits = 0;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                if (digits < 9)
                {
                    nanoseconds = (nanoseconds * 10) + (text[end] - '0');
                    digits++;
                }

                end++;
            }

            if (digits == 0 || fraction + (text.Length - end) > whole.Length)
            {
                return false;
            }

            for (; digits < 9; digits++)
            {
                nanoseconds *= 10;
            }

            text[..fraction].CopyTo(whole);
            text[end..].CopyTo(whole[fraction..]);
            length = fraction + (text.Length - end);
        }

        if (!DateTimeOffset.TryParseExact(
                whole[..length],
                ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd't'HH:mm:ss'z'"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset seconds))
        {
            return false;
        }

        timestamp = new IncidentTimestamp(FromDateTimeOffset(seconds).UnixNanoseconds + nanoseconds);
        return true;
    }

    /// <summary>The same instant to the tick (100 ns), rounded down.</summary>
    /// <returns>A UTC date-time.</returns>
    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.DivRem(UnixNanoseconds, NanosecondsPerTick).Quotient);

    /// <summary>RFC 3339 in UTC, with as many fractional digits as are needed (none to nine), as Go's RFC3339Nano writes it.</summary>
    /// <returns>For example <c>2026-11-23T18:33:15.1234Z</c>.</returns>
    public override string ToString()
    {
        (long seconds, long nanoseconds) = Math.DivRem(UnixNanoseconds, NanosecondsPerSecond);
        if (nanoseconds < 0)
        {
            seconds--;
            nanoseconds += NanosecondsPerSecond;
        }

        string whole = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return nanoseconds == 0
            ? whole + "Z"
            : whole + "." + nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";
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
}
