using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>Finds the forms of what differs between values that were recorded and seen.</summary>
internal static class FindingForms
{
    /// <summary>What the values of one place have in common.</summary>
    /// <param name="findings">Findings of that place.</param>
    /// <returns><see langword="null"/> when a part that differs has no form.</returns>
    public static FreshTemplate? TemplateOf(IReadOnlyList<Finding> findings)
    {
        string[] values = [.. findings.SelectMany(finding => finding.Seen.Select(seen => seen.Value).Prepend(finding.Recorded)).Select(value => value!.Raw)];
        DateTimeOffset?[] clocks = [.. findings.SelectMany(finding => ClocksOf(finding.Message))];
        string kind = findings[0].Volatility.Kind ?? "";
        return TemplateOf(values, clocks, findings[0].Message.Facts.Length, Mentions(kind, Volatility.Counter), Mentions(kind, Volatility.Duration));
    }

    /// <inheritdoc cref="TemplateOf(IReadOnlyList{Finding})"/>
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
