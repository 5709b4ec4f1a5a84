namespace InfernoSim.VirtualTime;

/// <summary>
/// The clock for what is about the machine and not about the incident: whether a request stalls, how long a run may take,
/// how long an answer is held back to see whether two calls are concurrent.
/// </summary>
internal static class WallClock
{
    /// <summary>The system's beside a virtual clock, otherwise the clock of the replay.</summary>
    public static TimeProvider Beside(TimeProvider time) => time is ReplayClock ? TimeProvider.System : time;
}
