namespace InfernoSim.Verdicts;

/// <summary>The window and how it was kept.</summary>
public sealed class WindowSummary(TimeSpan limit, TimeSpan longestRun, int run, long late)
{
    /// <summary>All of a run's requests must complete within it.</summary>
    public TimeSpan Limit { get; } = limit;

    /// <summary>The longest run.</summary>
    public TimeSpan LongestRun { get; } = longestRun;

    /// <summary>Which run that was, from 0.</summary>
    public int Run { get; } = run;

    /// <summary>Requests, over all runs, that completed after their run's window had closed.</summary>
    public long Late { get; } = late;

    /// <summary>Whether every run kept it.</summary>
    public bool Held => LongestRun <= Limit;
}
