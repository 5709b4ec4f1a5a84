using System.ComponentModel.DataAnnotations;
using InfernoSim.Faults;

namespace InfernoSim.Replay;

/// <summary>What is asked of a replay. Every property is a flag of <c>infernosim replay</c> of the same name.</summary>
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

    /// <summary>The seed of everything random.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>
    /// Whether requests that may change state (other than GET, HEAD, OPTIONS and TRACE; RFC 9110, section 9.2.1) are replayed.
    /// </summary>
    /// <value>The default is <see langword="true"/>: dependencies are stubbed, so a write reaches nothing but the service under test.</value>
    public bool AllowWrites { get; init; } = true;

    /// <summary>Headers set on every request, in place of recorded ones of the same name; how a credential that capture redacted is supplied.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Whether to look closer at what limits the service: to measure what the replayer itself can do, and where the suspect
    /// can be relaxed, to replay twice more, for a run each, with and without. The verdict does not depend on it.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool DiagnoseLimit { get; init; }
}
