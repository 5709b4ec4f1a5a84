using System.Text.Json.Serialization;
using InfernoSim.Baselines;
using InfernoSim.Goals;
using InfernoSim.LiveState;
using InfernoSim.Observations;

namespace InfernoSim.Verdicts;

/// <summary>The outcome of a replay and what it rests on.</summary>
public sealed record ReplaySummary
{
    /// <summary>The outcome.</summary>
    public required ReplayOutcome Outcome { get; init; }

    /// <summary>Why it failed, in one sentence; <see langword="null"/> when it passed strongly.</summary>
    public string? Reason { get; internal init; }

    /// <summary>The incident folder as it was given.</summary>
    public required string Incident { get; init; }

    /// <summary>The exit code of a process that reports this: 0 passed, 1 the service failed, 2 the environment did.</summary>
    public int ExitCode => Outcome.ToExitCode();

    /// <summary>Whether the outcome is one of the two that pass.</summary>
    [JsonIgnore]
    public bool Passed => Outcome is ReplayOutcome.PassStrong or ReplayOutcome.PassWeak;

    /// <summary>How many runs were asked for, begun and finished.</summary>
    public required RunCounts Runs { get; init; }

    /// <summary>How many workers replayed the incident at the same time.</summary>
    public required int Fanout { get; init; }

    /// <summary>Which clock rates, latencies and the window were measured on.</summary>
    public ReplayTime Time { get; internal init; }

    /// <summary>Which workers shared a service, and the state that it owns.</summary>
    public ReplayState State { get; init; }

    /// <summary>How many services there were.</summary>
    public int Services { get; init; } = 1;

    /// <summary>What happened in the first worker of the first run, with the logical timestamps that are part of the fingerprint.</summary>
    public LogicalTimeline Timeline { get; internal init; } = new([], 0);

    /// <summary>SHA-256 over what the workers observed, volatile fields left out, in lower-case hex; <see langword="null"/> when runs differ.</summary>
    public string? Fingerprint { get; internal init; }

    /// <summary>Where two workers or runs first part; <see langword="null"/> when all agree.</summary>
    public Nondeterminism? Nondeterminism { get; internal init; }

    /// <summary>Requests to the service: how many were answered, and how many the incident holds, over all workers and runs begun.</summary>
    public required ObservedCount Inbound { get; init; }

    /// <summary>Requests that the service gave no complete response to, by how they ended; <see langword="null"/> when there were none.</summary>
    public MissingResponses? MissingResponses { get; internal init; }

    /// <summary>Dependency calls that were answered from the recording, and those the incident holds, over all workers and runs begun.</summary>
    public required ObservedCount Outbound { get; init; }

    /// <summary>How dependency calls found their recorded answer.</summary>
    public required CallMatching Matching { get; init; }

    /// <summary>The values that the service issued in place of recorded ones, and where they were carried.</summary>
    public LiveStateSummary LiveState { get; internal init; } = LiveStateSummary.None;

    /// <summary>Requests a second: what the schedule asked for and what was achieved.</summary>
    public required RateSummary Rate { get; init; }

    /// <summary>Latency from the moment each request was due, so that time spent waiting behind a slow one is in it.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>Time from the moment each request was sent.</summary>
    public required LatencySummary ServiceTime { get; init; }

    /// <summary>The objective that all requests of a run complete within a time; <see langword="null"/> when none was set.</summary>
    public WindowSummary? Window { get; internal init; }

    /// <summary>What each fault rule did.</summary>
    public required IReadOnlyList<FaultSummary> Faults { get; init; }

    /// <summary>What each rule of <see cref="Planning.ReplayOptions.Ignore"/> ignored.</summary>
    public IReadOnlyList<NoiseSummary> Noise { get; internal init; } = [];

    /// <summary>What limited the service, where that was measured.</summary>
    public required LimitingFactorSummary LimitingFactor { get; init; }

    /// <summary>What this run showed the service to sustain.</summary>
    public required string SustainableEnvelope { get; init; }

    /// <summary>How this run compares with the last one of the same incident and options.</summary>
    public required ChangeSummary ChangeFromLastRun { get; init; }

    /// <summary>Each goal and gate, as held, missed or not measured.</summary>
    public IReadOnlyList<GoalResult> Goals { get; internal init; } = [];

    /// <summary>The calls to each dependency beside those of the incident.</summary>
    public IReadOnlyList<DependencyCalls> DependencyCalls { get; internal init; } = [];

    /// <summary>What this run did not test.</summary>
    public required IReadOnlyList<NotTested> NotTested { get; init; }

    /// <summary>How often each kind of divergence was seen.</summary>
    public required IReadOnlyDictionary<DivergenceKind, long> DivergenceCounts { get; init; }

    /// <summary>Distinct divergences in causal order, the first ones of them when there are very many.</summary>
    public required IReadOnlyList<Divergence> Divergences { get; init; }

    /// <summary>What the outcome rests on.</summary>
    public Receipt? Receipt { get; internal init; }

    /// <summary>The differences that look like values that are new in each replay.</summary>
    internal FreshDifferences Fresh { get; init; } = FreshDifferences.None;

    /// <summary>What a failure looks like, where it looks like no regression.</summary>
    internal LikelyCause? Cause { get; init; }

    /// <summary>When the requests were sent, in words.</summary>
    internal string PaceText { get; init; } = "";

    /// <summary>How messages call an option.</summary>
    internal OptionWording Words { get; init; } = OptionWording.Properties;

    /// <summary>The first divergence in causal order.</summary>
    public Divergence? FirstDivergence => Divergences.Count > 0 ? Divergences[0] : null;

    /// <summary>What a baseline keeps of this run.</summary>
    internal BaselineSession? Session { get; init; }

    /// <summary>The whole summary for a person, with times and rates.</summary>
    /// <returns>Text of several lines.</returns>
    public string ToText() => SummaryText.Render(this);

    /// <summary>The whole summary for a program.</summary>
    /// <returns>A JSON object, indented.</returns>
    public string ToJson() => SummaryJson.Render(this);

    /// <summary>
    /// What is the same each time and on any machine, for a snapshot: no times, rates, ports or absolute paths. Lines end in
    /// <c>\n</c>, the last one in nothing.
    /// </summary>
    /// <returns>Text of several lines.</returns>
    public override string ToString() => SummarySnapshot.Render(this);
}
