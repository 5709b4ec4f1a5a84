using InfernoSim.Goals;
using InfernoSim.LiveState;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>Everything a verdict rests on.</summary>
internal sealed record ReplayObservations
{
    public required ReplayPlan Plan { get; init; }

    public required ReplayRecordingParts Parts { get; init; }

    public required long Responses { get; init; }

    /// <summary>Requests that the transport began to send again, and was kept from sending.</summary>
    public long Resent { get; init; }

    public required long Answered { get; init; }

    public required CallMatching Matching { get; init; }

    public required IReadOnlyList<FaultSummary> Faults { get; init; }

    public IReadOnlyList<NoiseSummary> Noise { get; init; } = [];

    public required LatencySummary Latency { get; init; }

    public required LatencySummary ServiceTime { get; init; }

    /// <summary><see cref="Latency"/> without the first run.</summary>
    public LatencySummary WarmLatency { get; init; } = LatencySummary.None;

    /// <summary><see cref="ServiceTime"/> without the first run.</summary>
    public LatencySummary WarmServiceTime { get; init; } = LatencySummary.None;

    /// <summary>Requests that were refused because a redacted credential was missing.</summary>
    public required long Unauthorized { get; init; }

    public required IReadOnlyList<string> LackingHeaders { get; init; }

    /// <summary>Redacted credentials without which some requests were answered as recorded and others refused.</summary>
    public IReadOnlyList<string> DispensableHeaders { get; init; } = [];

    /// <summary>How many calls of background work were answered.</summary>
    public long BackgroundCalls { get; init; }

    /// <summary>Dependencies whose calls named no exchange and had several different recorded answers.</summary>
    public IReadOnlyList<string> AmbiguousDependencies { get; init; } = [];

    /// <summary>Databases with statements that named no request, where nothing told whose of several workers they were.</summary>
    public IReadOnlyList<string> SharedDatabases { get; init; } = [];

    /// <summary>The request during which the service was lost for good; <see langword="null"/> when it was not.</summary>
    public ReplayAddress? Lost { get; init; }

    /// <summary>How many requests had no answer from then on.</summary>
    public long UnansweredSinceLost { get; init; }

    /// <summary>Recorded calls that were asked for but cannot be answered, with why.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Unanswerable { get; init; }

    public required IReadOnlyList<Divergence> Divergences { get; init; }

    public required IReadOnlyDictionary<DivergenceKind, long> DivergenceCounts { get; init; }

    public required Nondeterminism? Nondeterminism { get; init; }

    /// <summary>The values that the service issued in place of recorded ones.</summary>
    public LiveStateSummary LiveState { get; init; } = LiveStateSummary.None;

    /// <summary>Places whose value differed from the recorded one for a single owner, so that nothing shows whether it was fresh.</summary>
    public IReadOnlyList<string> UnprovenFresh { get; init; } = [];

    /// <summary>What happened in the first worker of the first run.</summary>
    public LogicalTimeline Timeline { get; init; } = new([], 0);

    /// <summary>Requests that are over, answered or not.</summary>
    public long Completed { get; init; }

    /// <summary>The same by how they ended.</summary>
    public EndingCounts Endings { get; init; }

    /// <summary>Of these, failed or with a status of 5xx where the incident holds neither.</summary>
    public long Errors { get; init; }

    /// <summary>What was counted of dependency calls.</summary>
    public CallFigures Calls { get; init; } = CallFigures.None;

    /// <summary>What was measured from inside the service; <see langword="null"/> when it runs elsewhere.</summary>
    public InProcessFigures? InProcess { get; init; }

    /// <summary>All latencies, compressed as HdrHistogram does, in base64; <see langword="null"/> when there are none.</summary>
    public string? LatencyHistogram { get; init; }

    /// <summary>What was measured of the load and of the replayer, and by whoever hosts the service; <see langword="null"/> when nothing was sent.</summary>
    public LimitEvidence? Limits { get; init; }

    /// <summary>What came of relaxing what the evidence pointed at; <see langword="null"/> when that was not tried.</summary>
    public LimitTrial? LimitTrial { get; init; }

    /// <summary>Why https calls of the service never came, as whoever hosts it knows: certificates; <see langword="null"/> when they did.</summary>
    public string? CertificateProblem { get; init; }

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

    /// <summary>How many services there were.</summary>
    public int Services { get; init; } = 1;

    /// <summary>The runs that were begun.</summary>
    public IReadOnlyList<ObservedRun> Runs { get; init; } = [];
}

/// <summary>One run as observed.</summary>
/// <param name="Elapsed">From its start to its last response.</param>
/// <param name="Fingerprint">SHA-256 in lower-case hex; <see langword="null"/> when the run was not completed.</param>
/// <param name="IsAgreed">Whether no worker of it differs from the reference.</param>
/// <param name="Late">Requests that completed after the window had closed.</param>
/// <param name="StallReason">Why it was given up, or <see langword="null"/>.</param>
internal sealed record ObservedRun(TimeSpan Elapsed, string? Fingerprint, bool IsAgreed, long Late, string? StallReason)
{
    /// <summary>Its figures, where a request was answered in it.</summary>
    public RunSample? Sample { get; init; }
}
