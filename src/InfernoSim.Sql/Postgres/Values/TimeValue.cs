using System.Globalization;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>Dates and times: in binary, days or microseconds since the first day of 2000; in a log, ISO 8601.</summary>
internal static class TimeValue
{
    private const string Infinity = "infinity";
    private const string NegativeInfinity = "-infinity";
    private const string DateForm = "yyyy-MM-dd";
    private const string TimeForm = "HH:mm:ss.FFFFFF";
    private const string TimestampForm = "yyyy-MM-ddTHH:mm:ss.FFFFFF";

    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>A date; <see langword="null"/> where ISO 8601 has none of four digits for it.</summary>
    public static string? Date(int days) => days switch
    {
        int.MaxValue => Infinity,
        int.MinValue => NegativeInfinity,
        _ when Math.Abs((long)days) > 3_000_000 => null,
        _ => Shifted(days * TimeSpan.TicksPerDay)?.ToString(DateForm, CultureInfo.InvariantCulture),
    };

    /// <summary>The days of a date; <see langword="null"/> where the text is none.</summary>
    public static int? Days(string text) => text switch
    {
        Infinity => int.MaxValue,
        NegativeInfinity => int.MinValue,
        _ => DateOnly.TryParseExact(text, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? date.DayNumber - DateOnly.FromDateTime(Epoch).DayNumber
            : null,
    };

    /// <summary>A time of day; <see langword="null"/> for 24:00.</summary>
    public static string? Time(long microseconds) => microseconds is >= 0 and < TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond
        ? new TimeOnly(microseconds * TimeSpan.TicksPerMicrosecond).ToString(TimeForm, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The microseconds of a time of day; <see langword="null"/> where the text is none.</summary>
    public static long? MicrosecondsOfDay(string text) =>
        TimeOnly.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time) ? time.Ticks / TimeSpan.TicksPerMicrosecond : null;

    /// <summary>A timestamp; <see langword="null"/> where ISO 8601 has none of four digits for it.</summary>
    /// <param name="microseconds">Since the epoch.</param>
    /// <param name="isInstant">Whether it is an instant rather than a local time; it ends in Z then.</param>
    public static string? Timestamp(long microseconds, bool isInstant) => microseconds switch
    {
        long.MaxValue => Infinity,
        long.MinValue => NegativeInfinity,
        _ when Math.Abs(microseconds / TimeSpan.MicrosecondsPerDay) > 3_000_000 => null,
        _ => Shifted(microseconds * TimeSpan.TicksPerMicrosecond)?.ToString(TimestampForm, CultureInfo.InvariantCulture) is { } text
            ? text + (isInstant ? "Z" : "")
            : null,
    };

    /// <summary>The microseconds of a timestamp; <see langword="null"/> where the text is none.</summary>
    /// <param name="text">ISO 8601, an instant with Z or an offset.</param>
    /// <param name="isInstant">Whether it is an instant.</param>
    public static long? Microseconds(string text, bool isInstant)
    {
        switch (text)
        {
            case Infinity:
                return long.MaxValue;
            case NegativeInfinity:
                return long.MinValue;
        }

        if (isInstant)
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
                ? (instant.UtcDateTime - Epoch).Ticks / TimeSpan.TicksPerMicrosecond
                : null;
        }

        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime local)
            ? (local - Epoch).Ticks / TimeSpan.TicksPerMicrosecond
            : null;
    }

    private static DateTime? Shifted(long ticks)
    {
        long at = Epoch.Ticks + ticks;
        return at >= DateTime.MinValue.Ticks && at <= DateTime.MaxValue.Ticks ? new DateTime(at) : null;
    }
}
