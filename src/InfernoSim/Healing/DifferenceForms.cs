using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>Finds the forms of what differs between values that were recorded and seen.</summary>
internal static class DifferenceForms
{
    /// <summary>What the values of one place have in common.</summary>
    /// <param name="differences">Differences of that place.</param>
    /// <returns><see langword="null"/> when a part that differs has no form.</returns>
    public static FreshTemplate? TemplateOf(IReadOnlyList<Difference> differences)
    {
        string[] values = [.. differences.SelectMany(difference => difference.Seen.Select(seen => seen.Value).Prepend(difference.Recorded)).Select(value => value!.Raw)];
        DateTimeOffset?[] clocks = [.. differences.SelectMany(difference => ClocksOf(difference.Message))];
        string kind = differences[0].Volatility.Kind ?? "";
        return TemplateOf(values, clocks, differences[0].Message.Facts.Length, Mentions(kind, Volatility.Counter), Mentions(kind, Volatility.Duration));
    }

    /// <inheritdoc cref="TemplateOf(IReadOnlyList{Difference})"/>
    /// <param name="values">The recorded value and those that were seen.</param>
    /// <param name="message">The message that they are from.</param>
    /// <param name="mayCount">Whether decimal digits may be a counter.</param>
    public static FreshTemplate? TemplateOf(IReadOnlyList<string> values, HealMessage message, bool mayCount) =>
        TemplateOf(values, [.. ClocksOf(message)], message.Facts.Length, mayCount, isDuration: false);

    private static FreshTemplate? TemplateOf(IReadOnlyList<string> values, DateTimeOffset?[] clocks, TimeSpan reach, bool mayCount, bool isDuration)
    {
        if (values.Count != clocks.Length || values.Distinct(StringComparer.Ordinal).Count() == 1)
        {
            return null;
        }

        return FreshTemplate.Of(values, parts => FormFinder.Of(parts, clocks, reach, mayCount) ?? (isDuration && parts.All(Volatility.IsNumber) ? "number" : null));
    }

    private static IEnumerable<DateTimeOffset?> ClocksOf(HealMessage message) => message.Seen.Select(seen => seen.Content?.At).Prepend(message.Recorded.At);

    private static bool Mentions(string kinds, string kind) => kinds.Contains(kind, StringComparison.Ordinal);
}
