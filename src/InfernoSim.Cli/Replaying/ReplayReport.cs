using InfernoSim.Observations;
using InfernoSim.Printing;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Replaying;

/// <summary>The summary in the form that was asked for.</summary>
internal static class ReplayReport
{
    /// <summary>Renders it, ending in a line break.</summary>
    public static string Render(ReplaySummary summary, bool json, bool quiet) => (json, quiet) switch
    {
        (true, _) => summary.ToJson() + "\n",
        (_, true) => RenderBriefly(summary),
        _ => summary.ToText(),
    };

    private static string RenderBriefly(ReplaySummary summary)
    {
        PrintedText text = new PrintedText().Line(summary.Outcome.ToReportName() + (summary.Reason is null ? "" : $": {summary.Reason}"));
        foreach (string line in summary.FirstDivergence is { } first ? DivergenceText.InFull(first) : [])
        {
            text.Line(line);
        }

        return text.ToString();
    }
}
