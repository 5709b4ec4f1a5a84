namespace InfernoSim.Verdicts;

/// <summary>How many runs there were.</summary>
public sealed class RunCounts(int requested, int executed, int completed, int deterministic)
{
    /// <summary>Asked for.</summary>
    public int Requested { get; } = requested;

    /// <summary>Begun.</summary>
    public int Executed { get; } = executed;

    /// <summary>Finished, with every request answered or failed.</summary>
    public int Completed { get; } = completed;

    /// <summary>Finished with the reference run's fingerprint and no worker that differs from another.</summary>
    public int Deterministic { get; } = deterministic;
}
