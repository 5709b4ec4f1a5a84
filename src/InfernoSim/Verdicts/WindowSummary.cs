namespace InfernoSim.Verdicts;

/// <summary>The window and how it was kept.</summary>
/// <param name="Limit">All of a run's requests must complete within it.</param>
/// <param name="LongestRun">The longest run.</param>
/// <param name="Run">Which run that was, from 0.</param>
/// <param name="Late">Requests, over all runs, that completed after their run's window had closed.</param>
public sealed record WindowSummary(TimeSpan Limit, TimeSpan LongestRun, int Run, long Late)
{
    /// <summary>Whether every run kept it.</summary>
    public bool Held => LongestRun <= Limit;
}
