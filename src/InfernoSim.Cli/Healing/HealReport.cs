using InfernoSim.Healing;
using InfernoSim.Jobs;
using InfernoSim.Printing;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Healing;

/// <summary>What was learnt, for a person.</summary>
internal static class HealReport
{
    /// <summary>Renders it.</summary>
    public static string Render(HealJobResult result, HealInvocation request)
    {
        (HealResult learnt, ReplaySummary judged) = (result.Learnt, result.Summary);
        var text = new PrintedText();
        if (result.Diff is { } diff)
        {
            text.Lines(diff).Line().Line($"{Count(learnt.Proposals.Count, "rule")} {(request.Write ? $"written to {result.Path}" : "proposed; --write writes them")}.");
        }
        else
        {
            text.Line($"Nothing to propose: {request.Replays} replays differ in nothing that a rule is missing for.");
        }

        text.Section($"REFUSED, because it may mean something ({learnt.Refusals.Count})", learnt.Refusals.Select(Describe));
        text.Line().Line($"A replay {(result.Diff is null ? "now" : "with these rules")} is {judged.Outcome.ToReportName()}{(judged.Reason is null ? "" : $": {judged.Reason}")}");
        return text.ToString();
    }

    private static string Describe(RefusedDifference refusal) =>
        $"{refusal.Message}: {refusal.Place}: {refusal.Reason}{(refusal.Values.Length == 0 ? "" : $" ({refusal.Values})")}";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
