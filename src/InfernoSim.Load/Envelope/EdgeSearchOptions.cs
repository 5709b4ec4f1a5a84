namespace InfernoSim.Load.Envelope;

/// <summary>Where to look for an edge.</summary>
internal sealed record EdgeSearchOptions
{
    /// <summary>The first load.</summary>
    public required double Start { get; init; }

    /// <summary>Less than this is not tried.</summary>
    public double Least { get; init; } = 0.1;

    /// <summary>More than this is not tried.</summary>
    public double Most { get; init; } = 100_000;

    /// <summary>The search is over when the least load that missed is above the greatest that held by no more than this share.</summary>
    public double Precision { get; init; } = 0.025;

    /// <summary>Whether loads are whole numbers.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether the throughput of a load that saturates the service says where the edge is.</summary>
    public bool UsesThroughput { get; init; }

    /// <summary>A load that is to be measured itself where the edge turns out to be near; <see langword="null"/> for none.</summary>
    public double? Asked { get; init; }

    /// <summary>
    /// Waits until the service is itself again after a load that it could not do, given the greatest load that held;
    /// <see langword="null"/> as its result when it is, how long that was waited for when it is not. Without it nothing is waited for.
    /// </summary>
    public Func<MeasuredStep?, CancellationToken, Task<TimeSpan?>>? Recover { get; init; }

    /// <summary>
    /// Whether there is time to measure a load, the greatest that held, for as many requests as the objective's figures take;
    /// <see langword="null"/> where it is not to be measured on.
    /// </summary>
    public Func<double, bool>? HasTimeForEvidence { get; init; }

    /// <summary>How many requests a unit of load makes.</summary>
    public int RequestsPerLoad { get; init; } = 1;
}
