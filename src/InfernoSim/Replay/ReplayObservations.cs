using InfernoSim.Limits;
using InfernoSim.Verdicts;

namespace InfernoSim.Replay;

/// <summary>Everything a verdict rests on.</summary>
internal sealed record ReplayObservations
{
    public required ReplayPlan Plan { get; init; }

    public required ReplayRecordingParts Parts { get; init; }

    public required long Responses { get; init; }

    public required long Answered { get; init; }

    public required CallMatching Matching { get; init; }

    public required IReadOnlyList<FaultSummary> Faults { get; init; }

    public required LatencySummary Latency { get; init; }

    public required LatencySummary ServiceTime { get; init; }

    /// <summary>Requests that were refused for want of a redacted credential.</summary>
    public required long Unauthorized { get; init; }

    public required IReadOnlyList<string> LackingHeaders { get; init; }

    /// <summary>Recorded calls that were asked for but cannot be answered, with why.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Unanswerable { get; init; }

    public required IReadOnlyList<Divergence> Divergences { get; init; }

    public required IReadOnlyDictionary<DivergenceKind, long> DivergenceCounts { get; init; }

    public required Nondeterminism? Nondeterminism { get; init; }

    /// <summary>What was measured of the load and of the replayer, and by whoever hosts the service; <see langword="null"/> when nothing was sent.</summary>
    public LimitEvidence? Limits { get; init; }

    /// <summary>What came of relaxing what the evidence pointed at; <see langword="null"/> when that was not tried.</summary>
    public LimitTrial? LimitTrial { get; init; }

    /// <summary>What whoever hosts the service knows that the replay did not reach.</summary>
    public IReadOnlyList<NotTested> NotReached { get; init; } = [];
}

/// <summary>What the engine itself knows at the end.</summary>
internal sealed record ReplayRecordingParts
{
    /// <summary>Why the service could not be reached, or <see langword="null"/>.</summary>
    public string? Unreachable { get; init; }

    /// <inheritdoc cref="ReplayObservations.Limits"/>
    public LimitEvidence? Limits { get; init; }

    /// <summary>The runs that were begun.</summary>
    public IReadOnlyList<ObservedRun> Runs { get; init; } = [];
}

/// <summary>One run as observed.</summary>
/// <param name="Elapsed">From its start to its last response.</param>
/// <param name="Fingerprint">SHA-256 in lower-case hex; <see langword="null"/> when the run was not completed.</param>
/// <param name="IsAgreed">Whether no worker of it differs from the reference.</param>
/// <param name="Late">Requests that completed after the window had closed.</param>
/// <param name="StallReason">Why it was given up, or <see langword="null"/>.</param>
internal sealed record ObservedRun(TimeSpan Elapsed, string? Fingerprint, bool IsAgreed, long Late, string? StallReason);
