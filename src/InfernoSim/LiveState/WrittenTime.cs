using System.Globalization;
using System.Text.RegularExpressions;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>A point in time as a text writes it.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Ticks">In UTC, in ticks of 100 ns since the year 1.</param>
/// <param name="Digits">How many digits of a second it has.</param>
/// <param name="Form">How it is written, all digits aside: two with one form differ in the time that they say alone.</param>
internal readonly partial record struct WrittenTime(string Text, long Ticks, int Digits, string Form)
{
    private const string Seconds = "seconds";
    private const string Milliseconds = "milliseconds";
    private const string Microseconds = "microseconds";
    private const string Nanoseconds = "nanoseconds";
    private const string TicksOfDotNet = "ticks";
    private const string HexTicks = "hexadecimal ticks";
    private const string HttpDate = "HTTP date";
    private const string Basic = "basic";

    private const int DigitsOfTick = 7;

    // Of the years 2001 to 2100: other numbers of so many digits are no times that a service tells.
    private static readonly long Earliest = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly long Latest = new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>What the time may be rounded by.</summary>
    public long Unit => Digits switch
    {
        0 => TimeSpan.TicksPerSecond,
        <= 3 => TimeSpan.TicksPerMillisecond,
        <= 6 => TimeSpan.TicksPerMicrosecond,
        _ => 1,
    };

    /// <summary>How exact it is: to the second, to the millisecond, or more. Writers leave zeros at the end away.</summary>
    public int Exactness => Digits switch { 0 => 0, <= 3 => 1, _ => 2 };

    /// <summary>Whether it is exact enough for no two exchanges of a worker, one after the other, to be in it.</summary>
    public bool IsExact => Exactness == 2;

    /// <summary>The times in a text, each with where it begins. One without a time of day, or to the minute, is none; one without a zone is in UTC.</summary>
    /// <param name="text">The text.</param>
    public static IEnumerable<(WrittenTime Time, int Start)> In(string text)
    {
        foreach (Match match in Candidate().Matches(text))
        {
            if (Read(match) is { } time)
            {
                yield return (time, match.Index);
            }
        }
    }

    /// <summary>A text with times in it replaced.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replace">What stands in place of a time; <see langword="null"/> where it stays.</param>
    /// <returns>The same text when nothing is replaced.</returns>
    public static string Replace(string text, Func<WrittenTime, string?> replace)
    {
        List<TextEdit> edits = [];
        foreach ((WrittenTime time, int start) in In(text))
        {
            if (replace(time) is { } other && other != time.Text)
            {
                edits.Add(new TextEdit(start, time.Text.Length, other));
            }
        }

        return TextEdit.Apply(text, edits);
    }

    /// <summary>Whether two say the same time, as far as the less exact one tells.</summary>
    /// <param name="other">The other.</param>
    public bool IsSameAs(WrittenTime other) => Math.Abs(Ticks - other.Ticks) < Math.Max(Unit, other.Unit);

    /// <summary>Another time, written as this one is.</summary>
    /// <param name="other">The other time.</param>
    /// <param name="digits">How many digits of a second it is written with, where this form may have several.</param>
    public string Write(WrittenTime other, int digits)
    {
        DateTime utc = new(Math.Clamp(other.Ticks, DateTime.UnixEpoch.Ticks, Latest), DateTimeKind.Utc);
        long since = utc.Ticks - DateTime.UnixEpoch.Ticks;
        return Form switch
        {
            HttpDate => utc.ToString("r", CultureInfo.InvariantCulture),
            Basic => utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            Seconds => Number(since / TimeSpan.TicksPerSecond) + Fraction(".", utc.Ticks, digits),
            Milliseconds => Number(since / TimeSpan.TicksPerMillisecond),
            Microseconds => Number(since / TimeSpan.TicksPerMicrosecond),
            Nanoseconds => Number(since) + "00",
            TicksOfDotNet => Number(utc.Ticks),
            HexTicks => InCase(utc.Ticks.ToString("x", CultureInfo.InvariantCulture).PadLeft(Text.Length, '0')),
            _ => WriteIso(utc, digits),
        };
    }

    private string WriteIso(DateTime utc, int digits)
    {
        Match own = Candidate().Match(Text);
        DateTime local = utc + (ZoneOf(own.Groups["zone"].Value) ?? TimeSpan.Zero);
        string colon = own.Groups["colon"].Value;
        string point = own.Groups["point"] is { Success: true, Value: var written } ? written : ".";
        return local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + own.Groups["between"].Value
            + string.Join(colon, local.ToString("HH", CultureInfo.InvariantCulture), local.ToString("mm", CultureInfo.InvariantCulture), local.ToString("ss", CultureInfo.InvariantCulture))
            + Fraction(point, utc.Ticks, digits) + own.Groups["zone"].Value;
    }

    private string InCase(string hex) => Text.Any(char.IsAsciiLetterUpper) ? hex.ToUpperInvariant() : hex;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Fraction(string point, long ticks, int digits)
    {
        string all = (ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture).PadRight(9, '0');
        return digits == 0 ? "" : point + all[..digits];
    }

    private static WrittenTime? Read(Match match)
    {
        string text = match.Value;
        if (match.Groups["year"].Success)
        {
            return ReadIso(match);
        }

        if (match.Groups["http"].Success)
        {
            return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? new(text, date.UtcTicks, 0, HttpDate) : null;
        }

        if (match.Groups["basic"].Success)
        {
            return DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? new(text, date.UtcTicks, 0, Basic) : null;
        }

        return match.Groups["hex"].Success
            ? InRange(text, long.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), DigitsOfTick, HexTicks)
            : ReadNumber(text, match.Groups["number"].Value, match.Groups["part"].Value);
    }

    private static WrittenTime? ReadNumber(string text, string number, string fraction)
    {
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            return null;
        }

        long epoch = DateTime.UnixEpoch.Ticks;
        return number.Length switch
        {
            10 => InRange(text, epoch + (value * TimeSpan.TicksPerSecond) + TicksOf(fraction), fraction.Length, Seconds),
            _ when fraction.Length > 0 => null,
            13 => InRange(text, epoch + (value * TimeSpan.TicksPerMillisecond), 3, Milliseconds),
            16 => InRange(text, epoch + (value * TimeSpan.TicksPerMicrosecond), 6, Microseconds),
            18 => InRange(text, value, DigitsOfTick, TicksOfDotNet),
            19 => InRange(text, epoch + (value / TimeSpan.NanosecondsPerTick), DigitsOfTick + 2, Nanoseconds),
            _ => null,
        };
    }

    private static WrittenTime? ReadIso(Match match)
    {
        GroupCollection groups = match.Groups;
        string digits = string.Concat(groups["year"].Value, groups["month"].Value, groups["day"].Value, groups["hour"].Value, groups["minute"].Value, groups["second"].Value);
        string zone = groups["zone"].Value;
        if (!DateTime.TryParseExact(digits, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime whole)
            || ZoneOf(zone) is not { } offset
            || whole.Year < 1900)
        {
            return null;
        }

        string fraction = groups["fraction"].Value;
        return new(match.Value, whole.Ticks - offset.Ticks + TicksOf(fraction), fraction.Length, $"ISO {groups["between"].Value}{groups["colon"].Value}{zone}");
    }

    private static WrittenTime? InRange(string text, long ticks, int digits, string form) => ticks >= Earliest && ticks < Latest ? new(text, ticks, digits, form) : null;

    private static long TicksOf(string fraction) =>
        fraction.Length == 0 ? 0 : long.Parse(fraction.Length > DigitsOfTick ? fraction[..DigitsOfTick] : fraction.PadRight(DigitsOfTick, '0'), NumberStyles.None, CultureInfo.InvariantCulture);

    // +02:00, %2B02:00, +0200, +02.
    private static TimeSpan? ZoneOf(string zone)
    {
        if (zone.Length is 0 or 1)
        {
            return TimeSpan.Zero;
        }

        string numbers = zone[(zone[0] == '%' ? 3 : 1)..].Replace("%3A", "", StringComparison.OrdinalIgnoreCase).Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var offset = new TimeSpan(int.Parse(numbers[..2], CultureInfo.InvariantCulture), int.Parse(numbers[2..4], CultureInfo.InvariantCulture), 0);
        return offset > TimeSpan.FromHours(14) ? null : zone[0] == '-' ? -offset : offset;
    }

    // A colon, a plus and a blank may be percent-encoded, in a URL.
    [GeneratedRegex(
        @"(?<![0-9A-Za-z.])(?:"
        + @"(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?<between>T|\x20|%20|\+)(?<hour>\d\d)(?<colon>:|%3[Aa])(?<minute>\d\d)\k<colon>(?<second>\d\d)"
        + @"(?:(?<point>[.,])(?<fraction>\d{1,9}))?(?<zone>Z|(?:[+-]|%2[Bb])\d\d(?:(?::|%3[Aa])?\d\d)?)?"
        + @"|(?<http>[A-Z][a-z]{2},\x20\d\d\x20[A-Z][a-z]{2}\x20\d{4}\x20\d\d:\d\d:\d\d\x20GMT)"
        + @"|(?<basic>\d{8}T\d{6}Z)"
        + @"|(?<hex>0?8[c-f][0-9a-f]{13}|0?8[C-F][0-9A-F]{13})"
        + @"|(?<![-_])(?<number>\d{10,19})(?:\.(?<part>\d{1,9}))?"
        + @")(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();
}
