using System.ComponentModel.DataAnnotations;
using InfernoSim.Faults;
using InfernoSim.Goals;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Scrubbing;

namespace InfernoSim.Planning;

/// <summary>What is asked of a replay. Each front end names these properties in its own way, and need not offer all of them.</summary>
public sealed record ReplayOptions
{
    /// <summary>How often the whole incident is replayed.</summary>
    /// <value>The default is 10.</value>
    [Range(1, 65535)]
    public int Runs { get; init; } = 10;

    /// <summary>How many workers replay the whole incident at the same time in each run.</summary>
    /// <value>The default is 1.</value>
    [Range(1, 65535)]
    public int Fanout { get; init; } = 1;

    /// <summary>Recorded gaps are multiplied by this; 0 drops them.</summary>
    /// <value>The default is 1.0.</value>
    [Range(0.0, 1e6)]
    public double TimeScale { get; init; } = 1.0;

    /// <summary>Recorded gaps are divided by this.</summary>
    /// <value>The default is 1.0.</value>
    [Range(1e-6, 1e6)]
    public double Density { get; init; } = 1.0;

    /// <summary>The least gap between two requests of a worker. 0 together with <see cref="TimeScale"/> 0 replays as fast as causality allows.</summary>
    /// <value>The default is 2 ms.</value>
    public TimeSpan MinGap { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long one run may take. A run whose schedule alone is longer is refused before the first request.</summary>
    /// <value>The default is 30 s. 0 turns the limit off.</value>
    public TimeSpan MaxWallTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request may be in flight without anything happening on either side of the service before the run has stalled.</summary>
    /// <value>The default is 5 s. 0 turns the limit off.</value>
    public TimeSpan MaxIdleTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Replay only this many exchanges, from the first; 0 for all.</summary>
    /// <value>The default is 0.</value>
    [Range(0, int.MaxValue)]
    public int MaxEvents { get; init; }

    /// <summary>All of a run's requests must complete within this time; 0 for no such objective.</summary>
    /// <value>The default is 0.</value>
    public TimeSpan Window { get; init; }

    /// <summary>Faults to inject into dependency calls.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>What the replay has to hold, beside behaving as recorded.</summary>
    /// <value>The default is nothing.</value>
    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>The most dependency calls that one request may make, every attempt counted; 0 for any number.</summary>
    /// <value>The default is 0.</value>
    [Range(0, int.MaxValue)]
    public int MaxCallsPerRequest { get; init; }

    /// <summary>The most attempts in one request for each recorded call of the same content; 1 allows none more than recorded, 0 any number.</summary>
    /// <value>The default is 0.</value>
    [Range(0.0, 1e6)]
    public double MaxRetryAmplification { get; init; }

    /// <summary>
    /// N+1: the most calls to one route of a dependency in one request for each recorded one; 1 allows none more than recorded,
    /// 0 any number.
    /// </summary>
    /// <value>The default is 0.</value>
    [Range(0.0, 1e6)]
    public double MaxCallGrowth { get; init; }

    /// <summary>The most bytes that the service may allocate for each request, 5 % tolerated; 0 for any number. Only a test that runs the service in its own process can measure it.</summary>
    /// <value>The default is 0.</value>
    [Range(0, int.MaxValue)]
    public int MaxAllocatedPerRequest { get; init; }

    /// <summary>Whether no thread may wait for a task while it handles a request. Only a test that runs the service in its own process can see it.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ForbidSyncOverAsync { get; init; }

    /// <summary>
    /// A figure that is worse than in earlier replays, significantly and by more than this share, fails the replay; 0 for no
    /// such objective.
    /// </summary>
    /// <value>The default is 0.</value>
    [Range(0.0, 10.0)]
    public double FailOnRegression { get; init; }

    /// <summary>The file that earlier replays are read from and this one is added to; <see langword="null"/> for one among the user's own files.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Baseline { get; init; }

    /// <summary>The seed of everything random.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>
    /// Whether requests that may change state (other than GET, HEAD, OPTIONS and TRACE; RFC 9110, section 9.2.1) are replayed.
    /// </summary>
    /// <value>The default is <see langword="true"/>: dependencies are stubbed, so a write reaches nothing but the service under test.</value>
    public bool AllowWrites { get; init; } = true;

    /// <summary>
    /// Whether values that the service issues in every replay (cookies, tokens, ids) are carried forward, for each worker its own; otherwise
    /// requests are sent with the recorded ones.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool LiveState { get; init; } = true;

    /// <summary>Which clock the replay runs on.</summary>
    /// <value>The default is <see cref="ReplayTime.Real"/>. <see cref="ReplayTime.Virtual"/> is for services in the test process.</value>
    public ReplayTime Time { get; init; }

    /// <summary>When requests are sent.</summary>
    /// <value>The default is <see cref="ReplayPace.Recorded"/>; a test's is <see cref="ReplayPace.Causal"/>.</value>
    public ReplayPace Pace { get; init; }

    /// <summary>How long dependencies take to answer. What faults add comes on top.</summary>
    /// <value>The default is <see cref="InfernoSim.DependencyTime.None"/>.</value>
    public DependencyTime DependencyTime { get; init; }

    /// <summary>Which workers share a service, and with it the state that the service owns.</summary>
    /// <value>The default is <see cref="ReplayState.Shared"/>. The others are for a service that the replay starts itself.</value>
    public ReplayState State { get; init; }

    /// <summary>Headers set on every request, in place of recorded ones of the same name; how a credential that capture redacted is supplied.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Noise: what is left out of every comparison because it does not describe behaviour.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<NoiseRule> Ignore { get; init; } = [];

    /// <summary>
    /// A file with a set of protobuf descriptors, by which messages of gRPC are compared field by field, relative to the working directory or to the incident
    /// folder; <see langword="null"/> for comparing their bytes.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Descriptors { get; init; }

    /// <summary>What is in the file of <see cref="Descriptors"/>.</summary>
    internal GrpcDescriptors? Messages { get; init; }

    /// <summary>Names, beside the usual ones, of what the service decided: neither in a ready set, nor live state.</summary>
    internal IReadOnlyList<string> Protected { get; init; } = [];

    /// <summary>Sees what the service says as it would have been recorded; <see langword="null"/> where it was recorded as it was.</summary>
    internal PrivacyLens? Lens { get; init; }

    /// <summary>
    /// Whether to look closer at what limits the service: to measure what the replayer itself can do, and where the suspect
    /// can be relaxed, to replay twice more, for a run each, with and without. The verdict does not depend on it.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DiagnoseLimit { get; init; }
}
