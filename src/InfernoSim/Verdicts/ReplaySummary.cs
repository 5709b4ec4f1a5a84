using System.Text.Json.Serialization;
using InfernoSim.Baselines;
using InfernoSim.Goals;
using InfernoSim.Limits;
using InfernoSim.LiveState;
using InfernoSim.Replay;

namespace InfernoSim.Verdicts;

/// <summary>The outcome of a replay and what it rests on.</summary>
public sealed record ReplaySummary
{
    /// <summary>The outcome.</summary>
    public required ReplayOutcome Outcome { get; init; }

    /// <summary>Why it failed, in one sentence; <see langword="null"/> when it passed strongly.</summary>
    public string? Reason { get; init; }

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
    public ReplayTime Time { get; init; }

    /// <summary>What happened in the first worker of the first run, with the logical timestamps that are part of the fingerprint.</summary>
    public LogicalTimeline Timeline { get; init; } = new([], 0);

    /// <summary>SHA-256 over what the workers observed, volatile fields left out, in lower-case hex; <see langword="null"/> when runs differ.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Where two workers or runs first part; <see langword="null"/> when all agree.</summary>
    public Nondeterminism? Nondeterminism { get; init; }

    /// <summary>Requests to the service: how many were answered, and how many the incident holds, over all workers and runs begun.</summary>
    public required ObservedCount Inbound { get; init; }

    /// <summary>Dependency calls that were answered from the recording, and those the incident holds, over all workers and runs begun.</summary>
    public required ObservedCount Outbound { get; init; }

    /// <summary>How dependency calls found their recorded answer.</summary>
    public required CallMatching Matching { get; init; }

    /// <summary>The values that the service made anew, and where they took the place of recorded ones.</summary>
    public LiveStateSummary LiveState { get; init; } = LiveStateSummary.None;

    /// <summary>Requests a second: what the schedule asked for and what was achieved.</summary>
    public required RateSummary Rate { get; init; }

    /// <summary>Latency from the moment each request was due, so that time spent waiting behind a slow one is in it.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>Time from the moment each request was sent.</summary>
    public required LatencySummary ServiceTime { get; init; }

    /// <summary>The objective that all requests of a run complete within a time; <see langword="null"/> when none was set.</summary>
    public WindowSummary? Window { get; init; }

    /// <summary>What each fault rule did.</summary>
    public required IReadOnlyList<FaultSummary> Faults { get; init; }

    /// <summary>What each rule of <see cref="Replay.ReplayOptions.Ignore"/> ignored.</summary>
    public IReadOnlyList<NoiseSummary> Noise { get; init; } = [];

    /// <summary>What limited the service, where that was measured.</summary>
    public required LimitingFactorSummary LimitingFactor { get; init; }

    /// <summary>What this run showed the service to sustain.</summary>
    public required string SustainableEnvelope { get; init; }

    /// <summary>How this run compares with the last one of the same incident and options.</summary>
    public required ChangeSummary ChangeFromLastRun { get; init; }

    /// <summary>Each goal and gate, as held, missed or not measured.</summary>
    public IReadOnlyList<GoalResult> Goals { get; init; } = [];

    /// <summary>The calls to each dependency beside those of the incident.</summary>
    public IReadOnlyList<DependencyCalls> DependencyCalls { get; init; } = [];

    /// <summary>What this run did not test.</summary>
    public required IReadOnlyList<NotTested> NotTested { get; init; }

    /// <summary>How often each kind of divergence was seen.</summary>
    public required IReadOnlyDictionary<DivergenceKind, long> DivergenceCounts { get; init; }

    /// <summary>Distinct divergences in causal order, the first ones of them when there are very many.</summary>
    public required IReadOnlyList<Divergence> Divergences { get; init; }

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

/// <summary>How many runs there were.</summary>
/// <param name="Requested">Asked for.</param>
/// <param name="Executed">Begun.</param>
/// <param name="Completed">Finished, with every request answered or failed.</param>
/// <param name="Deterministic">Finished with the reference run's fingerprint and no worker that differs from another.</param>
public sealed record RunCounts(int Requested, int Executed, int Completed, int Deterministic);

/// <summary>A count beside what it should have been.</summary>
/// <param name="Observed">Seen.</param>
/// <param name="Expected">Recorded, times the workers and runs begun.</param>
public sealed record ObservedCount(long Observed, long Expected);

/// <summary>How dependency calls found their recorded answer.</summary>
/// <param name="Causal">Through the trace id they carried.</param>
/// <param name="ByContent">By content alone, with one possible answer.</param>
/// <param name="Ambiguous">By content alone, where several different recorded answers were possible.</param>
/// <param name="Faulted">Not answered from the recording, because a fault was injected.</param>
/// <param name="Unmatched">Not at all.</param>
/// <param name="LostContext">Dependencies that were called without a trace id although the incident has one.</param>
public sealed record CallMatching(long Causal, long ByContent, long Ambiguous, long Faulted, long Unmatched, IReadOnlyList<string> LostContext)
{
    /// <summary>Recorded calls that were made, and answered by a stub mapping of the user's own in place of the recording.</summary>
    public long Overridden { get; init; }
}

/// <summary>Requests a second over all workers.</summary>
/// <param name="Target">What the schedule asked for; <see langword="null"/> when requests were sent as fast as causality allows.</param>
/// <param name="Achieved">What was achieved.</param>
public sealed record RateSummary(double? Target, double Achieved);

/// <summary>Latencies in milliseconds, from a histogram with three significant digits.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Largest.</param>
public sealed record LatencySummary(long Count, double P50, double P90, double P99, double Max)
{
    /// <summary>95th percentile.</summary>
    public double P95 { get; init; }

    /// <summary>99.9th percentile.</summary>
    public double P999 { get; init; }

    /// <summary>Arithmetic mean.</summary>
    public double Mean { get; init; }
}

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

/// <summary>What a fault rule did.</summary>
/// <param name="Rule">The rule as written.</param>
/// <param name="CallsMatched">Calls to a dependency the rule names.</param>
/// <param name="CallsFaulted">Calls that were delayed or failed by it.</param>
public sealed record FaultSummary(string Rule, long CallsMatched, long CallsFaulted);

/// <summary>What a rule ignored.</summary>
/// <param name="Rule">The rule as written.</param>
/// <param name="Source">Where it is written, such as <c>replay.yaml:12</c>; <see langword="null"/> when that is not known.</param>
/// <param name="Ignored">How many values of responses, and of dependency calls that were answered, it named. 0 is a rule that matched nothing.</param>
/// <param name="GaveUp">Bodies whose regular expression took too long, so that nothing in them was ignored.</param>
public sealed record NoiseSummary(string Rule, string? Source, long Ignored, long GaveUp);

/// <summary>What limited the service.</summary>
/// <param name="Name">
/// <c>NONE</c> when the schedule was kept, <c>CPU</c>, <c>THREAD_POOL_STARVATION</c>, <c>CONNECTION_POOL</c>,
/// <c>DEPENDENCY_LATENCY (which)</c>, <c>DEPENDENCY_TIMEOUT (which)</c>, <c>LOCK_CONTENTION</c>, <c>GC_PRESSURE</c>,
/// <c>CONCURRENCY_LIMIT</c>, <c>REPLAYER</c> when the result is not about the service, or <c>UNKNOWN</c>.
/// </param>
/// <param name="Evidence">The figures that decided.</param>
public sealed record LimitingFactorSummary(string Name, string Evidence)
{
    /// <summary><c>confirmed</c> when the factor was relaxed and throughput moved, <c>suspected</c> when the figures say so, <c>none</c> when no factor is named.</summary>
    public string Confidence { get; init; } = "none";

    /// <summary>What to do next; empty when there is nothing to say.</summary>
    public string NextStep { get; init; } = "";

    internal static LimitingFactorSummary Of(LimitFinding finding) => new(finding.Name, finding.Figures)
    {
        Confidence = finding.Confidence switch
        {
            LimitConfidence.Confirmed => "confirmed",
            LimitConfidence.Suspected => "suspected",
            _ => "none",
        },
        NextStep = finding.NextStep,
    };

    /// <summary>For a person: the factor with its evidence, and the next step where there is one.</summary>
    internal IEnumerable<string> ToLines()
    {
        yield return $"{Name}{(Confidence == "none" ? "" : $", {Confidence}")} ({Evidence})";
        if (NextStep.Length > 0)
        {
            yield return $"Next: {NextStep}";
        }
    }
}

/// <summary>How this run compares with the last one of the same incident and options.</summary>
/// <param name="HasBaseline">Whether there was a last one.</param>
/// <param name="Lines">What changed, a line each.</param>
public sealed record ChangeSummary(bool HasBaseline, IReadOnlyList<string> Lines)
{
    /// <summary>What changed against several earlier replays, with intervals.</summary>
    public IReadOnlyList<ChangeFigure> Figures { get; init; } = [];
}

/// <summary>Something this run did not test.</summary>
/// <param name="What">What, and what to do about it.</param>
/// <param name="WeakensVerdict">Whether a pass is only <see cref="ReplayOutcome.PassWeak"/> because of it.</param>
public sealed record NotTested(string What, bool WeakensVerdict);

/// <summary>Where two observations of the same request part.</summary>
/// <param name="Exchange">The exchange, from 0.</param>
/// <param name="Request">Its request.</param>
/// <param name="FirstRun">One observation's run, from 0.</param>
/// <param name="FirstWorker">Its worker, from 0.</param>
/// <param name="FirstSaw">What it saw.</param>
/// <param name="SecondRun">The other observation's run, from 0.</param>
/// <param name="SecondWorker">Its worker, from 0.</param>
/// <param name="SecondSaw">What it saw.</param>
public sealed record Nondeterminism(int Exchange, string Request, int FirstRun, int FirstWorker, string FirstSaw, int SecondRun, int SecondWorker, string SecondSaw)
{
    /// <summary>The divergence from the recording that both saw alike before they part; <see langword="null"/> when there was none in this exchange.</summary>
    public string? After { get; init; }
}
