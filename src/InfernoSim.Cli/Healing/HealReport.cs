using System.Text;
using InfernoSim.Healing;
using InfernoSim.Jobs;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Healing;

/// <summary>What was learnt, for a person.</summary>
internal static class HealReport
{
    /// <summary>Renders it.</summary>
    public static string Render(HealJobResult result, HealInvocation request)
    {
        (HealResult learnt, ReplaySummary judged) = (result.Learnt, result.Summary);
        var text = new StringBuilder();
        text.Append(result.Diff is null
            ? $"Nothing to propose: {request.Replays} replays differ in nothing that a rule is missing for.\n"
            : $"{result.Diff}\n{Count(learnt.Proposals.Count, "rule")} {(request.Write ? $"written to {result.Path}" : "proposed; --write writes them")}.\n");
        if (learnt.Refusals.Count > 0)
        {
            text.Append($"\nREFUSED, because it may mean something ({learnt.Refusals.Count})\n");
            foreach (RefusedDifference refusal in learnt.Refusals)
            {
                text.Append($"  {refusal.Message}: {refusal.Place}: {refusal.Reason}{(refusal.Values.Length == 0 ? "" : $" ({refusal.Values})")}\n");
            }
        }

        text.Append($"\nA replay {(result.Diff is null ? "now" : "with these rules")} is {judged.Outcome.ToReportName()}{(judged.Reason is null ? "" : $": {judged.Reason}")}\n");
        return text.ToString();
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
