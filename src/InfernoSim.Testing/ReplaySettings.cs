using InfernoSim.Faults;
using InfernoSim.Replay;

namespace InfernoSim.Testing;

/// <summary>
/// What is asked of a replay, in the form that an attribute can hold: the flags of <c>infernosim replay</c>, with the same
/// defaults, read by the same code. Durations are written as in Go: <c>200ms</c>, <c>1.5s</c>, <c>5m</c>, <c>1h30m</c>.
/// </summary>
public sealed class ReplaySettings
{
    /// <summary>How often the whole incident is replayed, 1 to 65535.</summary>
    /// <value>The default is 10.</value>
    public int Runs { get; set; } = 10;

    /// <summary>How many workers replay the whole incident at the same time in each run, 1 to 65535.</summary>
    /// <value>The default is 1.</value>
    public int Fanout { get; set; } = 1;

    /// <summary>Recorded gaps are multiplied by this; 0 drops them.</summary>
    /// <value>The default is 1.0.</value>
    public double TimeScale { get; set; } = 1.0;

    /// <summary>Recorded gaps are divided by this; more than 0.</summary>
    /// <value>The default is 1.0.</value>
    public double Density { get; set; } = 1.0;

    /// <summary>The least gap between two requests of a worker, a duration.</summary>
    /// <value>The default is <c>2ms</c>.</value>
    public string MinGap { get; set; } = "2ms";

    /// <summary>How long one run may take, a duration; <c>0s</c> for no limit. A schedule that cannot fit is refused before the first request.</summary>
    /// <value>The default is <c>30s</c>.</value>
    public string MaxWallTime { get; set; } = "30s";

    /// <summary>How long a request may be in flight with nothing happening before the run has stalled, a duration; <c>0s</c> for no limit.</summary>
    /// <value>The default is <c>5s</c>.</value>
    public string MaxIdleTime { get; set; } = "5s";

    /// <summary>Replay only this many recorded requests, from the first; 0 for all.</summary>
    /// <value>The default is 0.</value>
    public int MaxEvents { get; set; }

    /// <summary>The objective: all requests of a run complete within this time, a duration; <c>0s</c> for none.</summary>
    /// <value>The default is <c>0s</c>.</value>
    public string Window { get; set; } = "0s";

    /// <summary>Faults in dependency calls, for example <c>dep=payments.test latency=+200ms drop=5%</c>.</summary>
    /// <value>The default is none.</value>
#pragma warning disable CA1819 // An attribute argument is an array.
    public string[] Inject { get; set; } = [];

    /// <summary>
    /// Headers set on every request in place of recorded ones, each <c>Name: value</c>, where <c>${NAME}</c> stands for an
    /// environment variable; how a credential that capture redacted is supplied.
    /// </summary>
    /// <value>The default is none.</value>
    public string[] Headers { get; set; } = [];
#pragma warning restore CA1819

    /// <summary>The seed of everything random.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; set; }

    /// <summary>Whether requests that may change state (all but GET, HEAD, OPTIONS and TRACE) are left out.</summary>
    /// <value>The default is <see langword="false"/>: dependencies are stubbed, so a write reaches nothing but the service under test.</value>
    public bool SafeMode { get; set; }

    /// <summary>
    /// Whether to look closer at what limits the service: to measure what the replayer itself can do, and where the suspect
    /// can be relaxed, to replay twice more, for a run each, with and without. The verdict does not depend on it.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DiagnoseLimit { get; set; }

    /// <summary>The options these settings say.</summary>
    /// <returns>The options.</returns>
    /// <exception cref="ReplayConfigurationException">A duration, fault or header cannot be read. Numbers are checked when the replay is planned.</exception>
    public ReplayOptions ToOptions() => new()
    {
        Runs = Runs,
        Fanout = Fanout,
        TimeScale = TimeScale,
        Density = Density,
        MinGap = Read(nameof(MinGap), MinGap, text => DurationText.Parse(text, "2ms")),
        MaxWallTime = Read(nameof(MaxWallTime), MaxWallTime, text => DurationText.Parse(text, "5m")),
        MaxIdleTime = Read(nameof(MaxIdleTime), MaxIdleTime, text => DurationText.Parse(text, "10s")),
        MaxEvents = MaxEvents,
        Window = Read(nameof(Window), Window, text => DurationText.Parse(text, "20s")),
        Faults = [.. Inject.Select(rule => Read(nameof(Inject), rule, Fault.Parse))],
        Headers = [.. Headers.Select(line => Read(nameof(Headers), line, text => HeaderLine.Parse(text, Environment.GetEnvironmentVariable)))],
        Seed = Seed,
        AllowWrites = !SafeMode,
        DiagnoseLimit = DiagnoseLimit,
    };

    private static T Read<T>(string property, string? text, Func<string, T> parse)
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
