using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>What is made of the values at one place: a kind of noise, or the reason why it is none.</summary>
/// <param name="Kind">The kind; <see langword="null"/> when the values are not noise.</param>
/// <param name="Reason">Why they are not.</param>
internal sealed record Volatility(string? Kind, string? Reason)
{
    // Values that tell the time move with the clock: a replay may take this much longer to come to them than another, in seconds.
    private const double ClockTolerance = 5;

    /// <summary>The kind of numbers that go up by the same step.</summary>
    public const string Counter = "counter";

    /// <summary>The kind of numbers that say how long something took.</summary>
    public const string Duration = "duration";

    /// <summary>Judges the values at one place.</summary>
    /// <param name="recorded">What was recorded.</param>
    /// <param name="seen">What came in each replay, not the same each time, all of the recorded type.</param>
    /// <param name="name">What the place is called; it tells how long something took from other numbers.</param>
    public static Volatility Of(ObservedValue recorded, IReadOnlyList<SeenValue> seen, string name = "") => recorded.Kind switch
    {
        JsonNodeKind.Number or JsonNodeKind.String when DurationName.Is(name) && IsDuration([recorded.Text, .. seen.Select(s => s.Value!.Text)]) => Is(Duration),
        JsonNodeKind.Number => OfNumber(recorded.Text, seen) ?? Not("its numbers neither move with the clock nor count up by the same step"),
        JsonNodeKind.String => OfText([recorded.Text, .. seen.Select(s => s.Value!.Text)], [.. seen.Select(s => s.Seconds)])
            ?? Not("its values are of no one kind that differs without meaning: they may be words, states or messages"),
        JsonNodeKind.True => Not("it is true in some replays and false in others"),
        JsonNodeKind.Array => Not("the number of its elements differs between replays"),
        _ => Not("its type differs between replays"),
    };

    public static Volatility Not(string reason) => new(null, reason);

    private static Volatility Is(string kind) => new(kind, null);

    private static Volatility? OfNumber(string recorded, IReadOnlyList<SeenValue> seen) =>
        OfTimes([recorded, .. seen.Select(s => s.Value!.Text)], [.. seen.Select(s => s.Seconds)]) ?? OfCounter([recorded, .. seen.Select(s => s.Value!.Text)]);

    // The recorded value is the first.
    private static Volatility? OfText(string[] values, double[] seconds) =>
        OfWhole(values, seconds) ?? OfUrls(values, seconds) ?? OfMiddle(values, seconds) ?? OfParts(values, seconds);

    // A part of a value is no counter: it may be the cents of an amount, or the day of a date.
    private static Volatility? OfWhole(string[] values, double[] seconds, bool mayCount = true)
    {
        if (OfTimes(values, seconds) is { } time)
        {
            return time;
        }

        if (values.Distinct(StringComparer.Ordinal).Count() < values.Length)
        {
            return Array.TrueForAll(values, value => ValueForms.Time(value) is null) ? OfRepeated(values) : null;
        }

        foreach ((string name, Func<string, bool> isOne) in ValueForms.Identifiers)
        {
            if (values.All(isOne))
            {
                return Is(name);
            }
        }

        if (values.All(JsonWebToken.IsOne))
        {
            return values.All(value => JsonWebToken.SayTheSame(values[0], value)) ? Is("JWT") : Not("its tokens (JWT) do not make the same claims");
        }

        return (mayCount ? OfCounter(values) : null) ?? (ValueForms.AreHex(values) ? Is("hex id") : ValueForms.AreTokens(values) ? Is("random token") : null);
    }

    private static Volatility? OfRepeated(string[] values) =>
        values.All(value => ValueForms.Identifiers.Any(form => form.Is(value))) ? Not("the same ids came again: it names one of several things") : null;

    private static Volatility? OfTimes(string[] values, double[] seconds)
    {
        (string Name, double Seconds)?[] times = [.. values.Select(ValueForms.Time)];
        if (times.Any(time => time is null) || times.Select(time => time!.Value.Name).Distinct().Count() > 1)
        {
            return null;
        }

        double[] offsets = [.. times.Skip(1).Zip(seconds, (time, now) => time!.Value.Seconds - now)];
        return offsets.Max() - offsets.Min() <= ClockTolerance ? Is(times[0]!.Value.Name) : Not("its times do not move with the clock");
    }

    // Numbers that go up by the same step from replay to replay, also with a fixed text around them.
    private static Volatility? OfCounter(string[] values)
    {
        string[] shapes = [.. values.Select(value => Regex.Replace(value, @"\d+", "#", RegexOptions.NonBacktracking))];
        if (shapes.Distinct(StringComparer.Ordinal).Count() > 1 || shapes[0].Count(c => c == '#') != 1 || shapes[0].Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        BigInteger[] numbers = [.. values.Select(value => BigInteger.Parse(string.Concat(value.Where(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture))];
        BigInteger[] steps = [.. numbers.Skip(2).Zip(numbers.Skip(1), (next, before) => next - before)];
        return steps.Length > 0 && steps[0] > 0 && steps.All(step => step == steps[0]) && !numbers.Skip(1).Contains(numbers[0]) ? Is(Counter) : null;
    }

    // The same resource each time, under parameters that are noise one by one.
    private static Volatility? OfUrls(string[] values, double[] seconds)
    {
        if (!values.All(value => Uri.TryCreate(value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.Query.Length > 1))
        {
            return null;
        }

        (string Base, Dictionary<string, string> Query)[] parts = [.. values.Select(Split)];
        if (parts.Select(part => part.Base).Distinct().Count() > 1 || parts.Any(part => !part.Query.Keys.ToHashSet().SetEquals(parts[0].Query.Keys)))
        {
            return Not("its URLs differ in more than the values of parameters");
        }

        foreach (string name in parts[0].Query.Keys)
        {
            string[] parameter = [.. parts.Select(part => part.Query[name])];
            if (parameter.Distinct().Count() > 1 && OfText(parameter, seconds) is not { Kind: not null })
            {
                return Not($"the parameter {name} of its URLs may mean something");
            }
        }

        return Is("signed URL");
    }

    // What varies may have something fixed before it and behind it: "req_...", "W/"..."".
    private static Volatility? OfMiddle(string[] values, double[] seconds)
    {
        (string before, string[] parts, string after) = FreshTemplate.Middle(values);
        return before.Length + after.Length == 0 ? null : OfWhole(parts, seconds, mayCount: false);
    }

    // Several parts of one value may be new, each for itself: "default-src 'nonce-...'; report-uri /r?id=...".
    private static Volatility? OfParts(string[] values, double[] seconds) =>
        ValueTokens.Align(values).Select(aligned => OfParts(aligned, seconds)).FirstOrDefault(kind => kind is not null);

    private static Volatility? OfParts(string[][] aligned, double[] seconds)
    {
        var kinds = new List<string>();
        for (int piece = 1; piece < aligned[0].Length; piece += 2)
        {
            string[] parts = [.. aligned.Select(value => value[piece])];
            if (parts.Distinct(StringComparer.Ordinal).Count() == 1)
            {
                continue;
            }

            if ((OfWhole(parts, seconds, mayCount: false) ?? OfMiddle(parts, seconds)) is not { Kind: { } kind })
            {
                return null;
            }

            kinds.Add(kind);
        }

        return kinds.Count == 0 ? null : Is(string.Join(" and ", kinds.Distinct()));
    }

    /// <summary>Whether a text is a number that is not negative.</summary>
    public static bool IsNumber(string text) => text.Length > 0 && char.IsAsciiDigit(text[^1]) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    // Numbers are all that differs: 2.20ms, db;dur=2.2, app;dur=5.
    private static bool IsDuration(string[] values) =>
        ValueTokens.Align(values).FirstOrDefault() is { } aligned
        && Enumerable.Range(0, aligned[0].Length).All(piece => aligned.All(value => value[piece] == aligned[0][piece]) || aligned.All(value => IsNumber(value[piece])));

    private static (string Base, Dictionary<string, string> Query) Split(string url)
    {
        int query = url.IndexOf('?', StringComparison.Ordinal);
        var pairs = new Dictionary<string, string>();
        foreach (string pair in url[(query + 1)..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            pairs[equals < 0 ? pair : pair[..equals]] = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
        }

        return (url[..query], pairs);
    }
}
