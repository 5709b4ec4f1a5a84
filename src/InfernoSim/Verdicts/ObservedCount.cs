namespace InfernoSim.Verdicts;

/// <summary>A count beside what it should have been.</summary>
public sealed class ObservedCount(long observed, long expected)
{
    /// <summary>Seen.</summary>
    public long Observed { get; } = observed;

    /// <summary>Recorded, times the workers and runs begun.</summary>
    public long Expected { get; } = expected;
}
