using System.Globalization;
using InfernoSim.LiveState;

namespace InfernoSim.Noise;

/// <summary>Finds the narrowest form that values have in common.</summary>
internal static class FormFinder
{
    // Values that tell the time keep their distance from the clock up to this, in seconds.
    private const double ClockTolerance = 5;

    /// <summary>Finds a form.</summary>
    /// <param name="values">The values.</param>
    /// <param name="clocks">When each was sent; empty when nobody knows.</param>
    /// <param name="reach">How long the incident lasts.</param>
    /// <param name="mayCount">Whether decimal digits may be a counter.</param>
    /// <returns>A form as <see cref="ValueForm.Parse"/> reads it; <see langword="null"/> when they have none.</returns>
    public static string? Of(IReadOnlyList<string> values, IReadOnlyList<DateTimeOffset?> clocks, TimeSpan reach, bool mayCount)
    {
        if (values.All(value => ValueForms.Time(value) is not null))
        {
            return OfTimes([.. values.Select(value => ValueForms.Time(value)!.Value)], clocks, reach) ?? (values.All(FreshForm.IsTime) ? "time:any" : null);
        }

        return values.All(ValueForms.IsUuid) ? "uuid"
            : FirstOf(values, "ulid", "trace", "request-id")
            ?? (values.All(JsonWebToken.IsOne) ? (values.All(value => JsonWebToken.SayTheSame(values[0], value)) ? "jwt" : null)
            : values.All(value => value.All(char.IsAsciiDigit)) ? (mayCount ? Digits(values) : null)
            : ValueForms.AreHex(values) && Fits(values, $"hex:{values[0].Length}") is { } hex ? hex
            : ValueForms.AreTokens(values) ? Fits(values, $"token:{Range(values.Select(value => value.TrimEnd('=').Length))}") : null);
    }

    private static string? OfTimes((string Name, double Seconds)[] times, IReadOnlyList<DateTimeOffset?> clocks, TimeSpan reach)
    {
        if (times.Select(time => time.Name).Distinct().Count() > 1 || clocks.Any(clock => clock is null))
        {
            return null;
        }

        if (times.Zip(clocks).All(pair => new NoiseContext(pair.Second) { Reach = reach }.IsNear(pair.First.Seconds, 0)) || clocks.Count == 0)
        {
            return "time";
        }

        double[] offsets = [.. times.Zip(clocks, (time, clock) => time.Seconds - ((clock!.Value - DateTimeOffset.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond))];
        return offsets.Max() - offsets.Min() <= ClockTolerance ? $"time{Math.Round(offsets.Average()).ToString("+0;-0", CultureInfo.InvariantCulture)}" : null;
    }

    private static string? FirstOf(IReadOnlyList<string> values, params string[] forms) => Array.Find(forms, form => Fits(values, form) is not null);

    // A counter goes on to one more digit behind a 9.
    private static string Digits(IReadOnlyList<string> values)
    {
        int most = values.Max(value => value.Length);
        bool isAtTurn = values.Any(value => value.Length == most && value[0] == '9');
        return $"digits:{Range([.. values.Select(value => value.Length), isAtTurn ? most + 1 : most])}";
    }

    private static string Range(IEnumerable<int> lengths)
    {
        (int least, int most) = (lengths.Min(), lengths.Max());
        return least == most ? $"{least}" : $"{least}-{most}";
    }

    private static string? Fits(IReadOnlyList<string> values, string form)
    {
        var pattern = ValuePattern.Parse($"^{{{form}}}$");
        return values.All(value => pattern.Replace(value, NoiseContext.Unknown, out int found) is not null && found == 1) ? form : null;
    }
}
