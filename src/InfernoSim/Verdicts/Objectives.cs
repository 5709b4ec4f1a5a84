using InfernoSim.Baselines;

namespace InfernoSim.Verdicts;

/// <summary>What a replay has to hold beside behaving as recorded: its window, its goals, and no regression.</summary>
internal sealed record Objectives(WindowSummary? Window, IReadOnlyList<GoalResult> Goals, IReadOnlyList<ChangeFigure> Changes)
{
    /// <summary>Everything that was missed, in one sentence, or <see langword="null"/>.</summary>
    public string? Missed
    {
        get
        {
            string[] missed =
            [
                .. Window is { Held: false } window ? (string[])[Describe(window)] : [],
                .. Goals.Where(goal => goal.State != GoalState.Held).Select(goal => $"goal {goal}"),
                .. Changes.Where(change => change.Fails).Select(change => $"regression: {change}"),
            ];
            return missed.Length == 0 ? null : string.Join("; ", missed);
        }
    }

    private static string Describe(WindowSummary window) =>
        $"run {window.Run + 1} took {GoDuration.Format(TimeSpan.FromMilliseconds(Math.Round(window.LongestRun.TotalMilliseconds)))}, "
        + $"longer than the window of {GoDuration.Format(window.Limit)}; {window.Late} requests were late";
}
