using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>What to do about a failure that looks like no regression.</summary>
internal static class CauseAdvice
{
    /// <summary>The next step; <see langword="null"/> where it may well be a regression.</summary>
    /// <param name="summary">The verdict.</param>
    public static string? Of(ReplaySummary summary) => summary.Cause switch
    {
        { Kind: CauseKind.State } cause =>
            $"this looks like {cause}.\n"
            + (summary.State == ReplayState.Shared
                ? "  All runs and workers ask one service. State = ReplayState.FreshPerRun (or FreshPerWorker) gives each one of its own, with a database of its own.\n"
                : "  Each has a service of its own already: what it keeps outside its database is shared. Replace that in ConfigureServices, or clear it at the start.\n")
            + "  If it fails with Runs = 1 and Fanout = 1 on a service that has just started, it is the service that has changed."
            + (FreshAdvice.Of(summary) is { } fresh ? $"\nBeside that, {fresh}" : ""),
        { Kind: CauseKind.Noise } => FreshAdvice.Of(summary),
        { Kind: CauseKind.Pace } cause =>
            $"this looks like {cause}.\n"
            + "  Pace = ReplayPace.Recorded replays with the pauses of the incident, Fanout = 1 with one user at a time, and Time = ReplayTime.Virtual by a clock that\n"
            + "  jumps over pauses. If it fails there too, it is the service.",
        _ => null,
    };
}
