using System.Runtime.CompilerServices;
using InfernoSim.Configuration;
using InfernoSim.Goals;
using InfernoSim.Noise;
using InfernoSim.Planning;

namespace InfernoSim.Testing;

/// <summary>
/// What is asked of a replay, in the form that an attribute can hold: the flags of <c>infernosim replay</c>, with the same
/// defaults, read by the same code. Durations are written as in Go: <c>200ms</c>, <c>1.5s</c>, <c>5m</c>, <c>1h30m</c>.
/// </summary>
public sealed class ReplaySettings
{
    private readonly HashSet<string> _given = [];

    /// <summary>How often the whole incident is replayed, 1 to 65535.</summary>
    /// <value>The default is 10.</value>
    public int Runs { get; set => field = Set(value); } = 10;

    /// <summary>How many workers replay the whole incident at the same time in each run, 1 to 65535.</summary>
    /// <value>The default is 1.</value>
    public int Fanout { get; set => field = Set(value); } = 1;

    /// <summary>Recorded gaps are multiplied by this; 0 drops them.</summary>
    /// <value>The default is 1.0.</value>
    public double TimeScale { get; set => field = Set(value); } = 1.0;

    /// <summary>Recorded gaps are divided by this; more than 0.</summary>
    /// <value>The default is 1.0.</value>
    public double Density { get; set => field = Set(value); } = 1.0;

    /// <summary>The least gap between two requests of a worker, a duration.</summary>
    /// <value>The default is <c>2ms</c>.</value>
    public string MinGap { get; set => field = Set(value); } = "2ms";

    /// <summary>How long one run may take, a duration; <c>0s</c> for no limit. A schedule that cannot fit is refused before the first request.</summary>
    /// <value>The default is <c>30s</c>.</value>
    public string MaxWallTime { get; set => field = Set(value); } = "30s";

    /// <summary>How long a request may be in flight with nothing happening before the run has stalled, a duration; <c>0s</c> for no limit.</summary>
    /// <value>The default is <c>5s</c>.</value>
    public string MaxIdleTime { get; set => field = Set(value); } = "5s";

    /// <summary>Replay only this many recorded requests, from the first; 0 for all.</summary>
    /// <value>The default is 0.</value>
    public int MaxEvents { get; set => field = Set(value); }

    /// <summary>The objective: all requests of a run complete within this time, a duration; <c>0s</c> for none.</summary>
    /// <value>The default is <c>0s</c>.</value>
    public string Window { get; set => field = Set(value); } = "0s";

    /// <summary>The most dependency calls that one request may make, every attempt counted; 0 for any number.</summary>
    /// <value>The default is 0.</value>
    public int MaxCallsPerRequest { get; set => field = Set(value); }

    /// <summary>The most attempts in one request for each recorded call of the same content; 1 allows none more than recorded, 0 any number.</summary>
    /// <value>The default is 0.</value>
    public double MaxRetryAmplification { get; set => field = Set(value); }

    /// <summary>
    /// N+1: the most calls to one route of a dependency in one request for each recorded one; 1 allows none more than recorded,
    /// 0 any number.
    /// </summary>
    /// <value>The default is 0.</value>
    public double MaxCallGrowth { get; set => field = Set(value); }

    /// <summary>The most bytes that a service in this process may allocate for each request, 5 % tolerated; 0 for any number.</summary>
    /// <value>The default is 0.</value>
    public int MaxAllocatedPerRequest { get; set => field = Set(value); }

    /// <summary>Whether no thread of a service in this process may wait for a task while it handles a request.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ForbidSyncOverAsync { get; set => field = Set(value); }

    /// <summary>Fail when a figure is worse than in earlier replays, significantly and by more than this share, such as <c>10%</c>; <c>0%</c> for never.</summary>
    /// <value>The default is <c>0%</c>.</value>
    public string FailOnRegression { get; set => field = Set(value); } = "0%";

    /// <summary>
    /// The file that earlier replays are read from and this one is added to, relative to the working directory;
    /// <see langword="null"/> for one among the user's own files.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Baseline { get; set => field = Set(value); }

    /// <summary>
    /// A file with a set of protobuf descriptors (<c>protoc --include_imports --descriptor_set_out=FILE</c>), by which messages of gRPC are compared field by
    /// field, relative to the working directory or to the incident folder; <see langword="null"/> for comparing their bytes.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Descriptors { get; set => field = Set(value); }

    /// <summary>Faults in dependency calls, for example <c>dep=payments.test latency=+200ms drop=5%</c>.</summary>
    /// <value>The default is none.</value>
#pragma warning disable CA1819 // An attribute argument is an array.
    public string[] Inject { get; set => field = Set(value); } = [];

    /// <summary>
    /// What the replay has to hold, for example <c>p99 &lt; 250ms</c>, <c>errors &lt; 0.1%</c> or
    /// <c>calls(payments.test) &lt;= 1 per request</c>; see <see cref="Goal.Parse"/>.
    /// </summary>
    /// <value>The default is none.</value>
    public string[] Goals { get; set => field = Set(value); } = [];

    /// <summary>
    /// Headers set on every request in place of recorded ones, each <c>Name: value</c>, where <c>${NAME}</c> stands for an
    /// environment variable; how a credential that capture redacted is supplied.
    /// </summary>
    /// <value>The default is none.</value>
    public string[] Headers { get; set => field = Set(value); } = [];
    /// <summary>
    /// Noise: what is left out of every comparison because it does not describe behaviour, in addition to the rules of <c>replay.yaml</c>; each for
    /// example <c>json: $.items[*].id; route: POST /orders</c>. See <see cref="NoiseRule.Parse"/>.
    /// </summary>
    /// <value>The default is none.</value>
    public string[] Ignore { get; set => field = Set(value); } = [];
#pragma warning restore CA1819

    /// <summary>The seed of everything random.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; set => field = Set(value); }

    /// <summary>Whether requests that may change state (all but GET, HEAD, OPTIONS and TRACE) are left out.</summary>
    /// <value>The default is <see langword="false"/>: dependencies are stubbed, so a write reaches nothing but the service under test.</value>
    public bool SafeMode { get; set => field = Set(value); }

    /// <summary>
    /// Whether values that the service issues in every replay (cookies, tokens, ids) are carried forward, for each worker its own; otherwise
    /// requests are sent with the recorded ones.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool LiveState { get; set => field = Set(value); } = true;

    /// <summary>Which clock the replay runs on; <see cref="ReplayTime.Virtual"/> is for services in the test process.</summary>
    /// <value>The default is <see cref="ReplayTime.Real"/>.</value>
    public ReplayTime Time { get; set => field = Set(value); }

    /// <summary>
    /// When requests are sent: <see cref="ReplayPace.Causal"/>, or with the gaps of the incident. Left at its default, the pace is the recorded one
    /// where something here is about time (<see cref="TimeScale"/>, <see cref="Density"/>, <see cref="MinGap"/>, <see cref="Window"/>, <see cref="Time"/>,
    /// <see cref="DependencyTime"/>, <see cref="FailOnRegression"/>, <see cref="Baseline"/>, <see cref="DiagnoseLimit"/>, goals of latency or rate), and where
    /// the incident holds calls that a clock made and no request.
    /// </summary>
    /// <value>The default is <see cref="ReplayPace.Causal"/>. That of <c>infernosim replay</c> is <see cref="ReplayPace.Recorded"/>.</value>
    public ReplayPace Pace { get; set => field = Set(value); } = ReplayPace.Causal;

    /// <summary>How long dependencies take to answer: no time, or what they took in the incident. What faults add comes on top.</summary>
    /// <value>The default is <see cref="InfernoSim.DependencyTime.None"/>.</value>
    public DependencyTime DependencyTime { get; set => field = Set(value); }

    /// <summary>
    /// Which workers share a service, and with it the state that it owns: its database, its caches, its counters. See
    /// <c>docs/state.md</c>.
    /// </summary>
    /// <value>The default is <see cref="ReplayState.Shared"/>.</value>
    public ReplayState State { get; set => field = Set(value); }

    /// <summary>
    /// Whether to look closer at what limits the service: to measure what the replayer itself can do, and where the suspect
    /// can be relaxed, to replay twice more, for a run each, with and without. The verdict does not depend on it.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DiagnoseLimit { get; set => field = Set(value); }

    /// <summary>
    /// A file in place of the <c>replay.yaml</c> of the incident folder; a relative path is looked for as an incident is. What
    /// the file sets holds unless the property here has been set.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the file in the incident folder, where there is one.</value>
    public string? Config { get; set; }

    /// <summary>The options that these settings and the <c>replay.yaml</c> of an incident say.</summary>
    /// <param name="incidentFolder">The incident folder.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ReplayConfigurationException">Something in the settings or in the file cannot be read.</exception>
    public ReplayOptions ToOptions(string incidentFolder)
    {
        ArgumentNullException.ThrowIfNull(incidentFolder);
        return ReplayFile.Load(incidentFolder, Config, Environment.GetEnvironmentVariable).ApplyTo(ToOptions(), Given.Contains);
    }

    /// <summary>The options these settings say, without those of a file.</summary>
    /// <returns>The options.</returns>
    /// <exception cref="ReplayConfigurationException">A duration, fault or header cannot be read. Numbers are checked when the replay is planned.</exception>
    public ReplayOptions ToOptions()
    {
        var options = new ReplayOptions();
        foreach (ReplayOption option in ReplayOptionTable.All)
        {
            var value = new SettingValue(option.Setting, typeof(ReplaySettings).GetProperty(option.Setting)!.GetValue(this));
            options = option.Set(options, SaysOpposite(option) ? !value.Switch() : option.Read(value));
        }

        return options;
    }

    /// <summary>The properties of <see cref="ReplayOptions"/> that were set here.</summary>
    internal IReadOnlySet<string> Given => ReplayOptionTable.All.Where(option => _given.Contains(option.Setting)).Select(option => option.Property).ToHashSet();

    private static bool SaysOpposite(ReplayOption option) => option.Opposite is not null && option.Setting != option.Property;

    // Whoever sets a property means it, also where the value is the default: it goes before what a file says.
    private T Set<T>(T value, [CallerMemberName] string property = "")
    {
        _given.Add(property);
        return value;
    }

    /// <summary>Reads a setting; what is wrong with it is said with its name.</summary>
    internal static T Read<T>(string property, string? text, Func<string, T> parse)
    {
        try
        {
            return parse(text ?? "");
        }
        catch (ReplayConfigurationException problem)
        {
            throw new ReplayConfigurationException($"{property}: {problem.Message}", problem);
        }
    }
}
