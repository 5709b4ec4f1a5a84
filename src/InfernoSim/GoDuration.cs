using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace InfernoSim;

/// <summary>
/// Durations as Go writes them: a sequence of decimal numbers with a unit each, such as <c>200ms</c>, <c>1.5s</c> or
/// <c>1h30m</c> (the grammar of <c>time.ParseDuration</c>, https://pkg.go.dev/time#ParseDuration). Units are <c>ns</c>,
/// <c>us</c> (or <c>µs</c>), <c>ms</c>, <c>s</c>, <c>m</c> and <c>h</c>; <c>0</c> needs none.
/// </summary>
internal static class GoDuration
{
    private const long NanosecondsPerTick = 100;

    // A Go duration is a signed 64-bit count of nanoseconds; its smallest value has a magnitude one above its greatest.
    private const ulong GreatestMagnitude = 1UL << 63;

    private static readonly SearchValues<char> NumberParts = SearchValues.Create(".0123456789");

    /// <summary>Parses a duration; what is finer than 100 ns is cut off.</summary>
    /// <param name="text">For example <c>1m30.5s</c>. A leading <c>+</c> or <c>-</c> applies to the whole.</param>
    /// <returns>The duration, within about 292 years either way.</returns>
    /// <exception cref="ReplayConfigurationException">The text is not a duration, or too long a one.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out TimeSpan duration)
            ? duration
            : throw new ReplayConfigurationException(
                $"'{text}' is not a duration. Write a number and a unit (ns, us, ms, s, m, h), for example 200ms, 1.5s or 1h30m.");
    }

    /// <summary>Parses a duration; what is finer than 100 ns is cut off.</summary>
    /// <param name="text">For example <c>1m30.5s</c>.</param>
    /// <param name="duration">The duration, or zero.</param>
    /// <returns><see langword="false"/> when the text is not a duration, or too long a one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text;
        bool negative = !rest.IsEmpty && rest[0] == '-';
        if (!rest.IsEmpty && rest[0] is '+' or '-')
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        UInt128 nanoseconds = 0;
        while (!rest.IsEmpty)
        {
            if (!TryTakeTerm(ref rest, out UInt128 term) || (nanoseconds += term) > GreatestMagnitude)
            {
                return false;
            }
        }

        if (nanoseconds == GreatestMagnitude && !negative)
        {
            return false;
        }

        long ticks = (long)(nanoseconds / NanosecondsPerTick);
        duration = TimeSpan.FromTicks(negative ? -ticks : ticks);
        return true;
    }

    /// <summary>Writes a duration as Go's <c>Duration.String</c> does.</summary>
    /// <param name="duration">Any duration.</param>
    /// <returns>For example <c>1h30m0s</c>, <c>1.5s</c>, <c>200ms</c>, <c>100µs</c> or <c>0s</c>.</returns>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        ulong ticks = duration.Ticks < 0 ? (ulong)-(duration.Ticks + 1) + 1 : (ulong)duration.Ticks;
        var text = new StringBuilder(duration.Ticks < 0 ? "-" : "");
        switch (ticks)
        {
            case < TimeSpan.TicksPerMicrosecond:
                text.Append(ticks * NanosecondsPerTick).Append("ns");
                break;
            case < TimeSpan.TicksPerMillisecond:
                AppendDecimal(text, ticks, TimeSpan.TicksPerMicrosecond).Append("µs");
                break;
            case < TimeSpan.TicksPerSecond:
                AppendDecimal(text, ticks, TimeSpan.TicksPerMillisecond).Append("ms");
                break;
            default:
                AppendHoursMinutesSeconds(text, ticks);
                break;
        }

        return text.ToString();
    }

    private static bool TryTakeTerm(ref ReadOnlySpan<char> rest, out UInt128 nanoseconds)
    {
        nanoseconds = 0;
        int whole = CountDigits(rest);
        int fraction = 0;
        int end = whole;
        if (end < rest.Length && rest[end] == '.')
        {
            fraction = CountDigits(rest[(end + 1)..]);
            end += 1 + fraction;
        }

        int unitLength = rest[end..].IndexOfAny(NumberParts);
        ReadOnlySpan<char> unitName = unitLength < 0 ? rest[end..] : rest.Slice(end, unitLength);
        if (whole + fraction == 0 || UnitOf(unitName) is not { } unit)
        {
            return false;
        }

        foreach (char digit in rest[..whole])
        {
            nanoseconds = (nanoseconds * 10) + (uint)(digit - '0');
            if (nanoseconds > GreatestMagnitude)
            {
                return false;
            }
        }

        nanoseconds = (nanoseconds * unit) + FractionOf(rest.Slice(end - fraction, fraction), unit);
        rest = rest[(end + unitName.Length)..];
        return true;
    }

    private static UInt128 FractionOf(ReadOnlySpan<char> digits, ulong unit)
    {
        // Digits past the fifteenth are worth less than a nanosecond even of an hour.
        UInt128 numerator = 0;
        UInt128 denominator = 1;
        foreach (char digit in digits[..Math.Min(digits.Length, 15)])
        {
            numerator = (numerator * 10) + (uint)(digit - '0');
            denominator *= 10;
        }

        return numerator * unit / denominator;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static ulong? UnitOf(ReadOnlySpan<char> name) => name switch
    {
        "ns" => 1,
        "us" or "\u00B5s" or "\u03BCs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };

    private static void AppendHoursMinutesSeconds(StringBuilder text, ulong ticks)
    {
        ulong hours = ticks / TimeSpan.TicksPerHour;
        ulong minutes = ticks % TimeSpan.TicksPerHour / TimeSpan.TicksPerMinute;
        if (hours > 0)
        {
            text.Append(hours).Append('h');
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(minutes).Append('m');
        }

        AppendDecimal(text, ticks % TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond).Append('s');
    }

    private static StringBuilder AppendDecimal(StringBuilder text, ulong ticks, long ticksPerUnit)
    {
        text.Append(ticks / (ulong)ticksPerUnit);
        ulong fraction = ticks % (ulong)ticksPerUnit;
        if (fraction > 0)
        {
            int digits = ticksPerUnit.ToString().Length - 1;
            text.Append('.').Append(fraction.ToString().PadLeft(digits, '0').TrimEnd('0'));
        }

        return text;
    }
}
