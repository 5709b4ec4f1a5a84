namespace InfernoSim.VirtualTime;

/// <summary>
/// How time passes in a replay: as the machine's does, or on a clock of the replay's own, which stands still while anything
/// goes on. The one place that tells the two apart.
/// </summary>
/// <param name="time">The clock of the replay.</param>
internal readonly struct TimeFlow(TimeProvider time)
{
    /// <summary>The clock that stands still; <see langword="null"/> in real time.</summary>
    public ReplayClock? Virtual => time as ReplayClock;

    /// <summary>
    /// The clock for what is about the machine and not about the incident: whether a request stalls, how long a run may
    /// take, how long an answer is held back to see whether two calls are concurrent.
    /// </summary>
    public TimeProvider Wall => Virtual is null ? time : TimeProvider.System;

    /// <summary>Is told where requests and calls are; <see langword="null"/> in real time, which needs not know.</summary>
    public ReplayTraffic? Traffic => Virtual?.Traffic;
}
