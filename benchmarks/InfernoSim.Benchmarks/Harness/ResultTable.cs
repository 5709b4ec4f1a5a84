using System.Text;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>Results as a table in Markdown.</summary>
internal static class ResultTable
{
    public static string Of(IEnumerable<ComparisonResult> results)
    {
        var table = new StringBuilder();
        table.AppendLine("| what | variant | median (min – max) | against the first, round by round | median | asked |");
        table.AppendLine("| --- | --- | --- | --- | --- | --- |");
        foreach (ComparisonResult result in results)
        {
            for (int metric = 0; metric < result.Metrics.Count; metric++)
            {
                for (int variant = 0; variant < result.Variants.Count; variant++)
                {
                    table.AppendLine(Row(result, metric, variant));
                }
            }
        }

        return table.ToString();
    }

    private static string Row(ComparisonResult result, int metric, int variant)
    {
        Metric measured = result.Metrics[metric];
        double[] values = result.Of(variant, metric);
        double median = Figures.Median(values);
        string what = variant > 0 ? "" : metric > 0 ? measured.Name : $"**{result.Title}**: {measured.Name}";
        string range = $"{Figures.Format(median)} {measured.Unit} ({Figures.Format(values.Min())} – {Figures.Format(values.Max())})";
        if (variant == 0)
        {
            return $"| {what} | {result.Variants[variant].Name} | {range} | | | |";
        }

        double[] ratios = result.RatiosOf(variant, metric);
        double ratio = Figures.Median(ratios);
        string asked = measured.Requirement is { } requirement && result.Variants[variant].IsAsked
            ? $"{requirement.Text}: {(requirement.IsMet(median, ratio) ? "met" : "**short**")}"
            : "";
        return $"| {what} | {result.Variants[variant].Name} | {range} | {string.Join(", ", ratios.Select(Figures.Ratio))} | {Figures.Ratio(ratio)}x | {asked} |";
    }
}
