using InfernoSim.Measuring;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Whether the processors have anything left to give.</summary>
/// <param name="time">The clock.</param>
internal sealed class ProcessorUse(TimeProvider time)
{
    private const double Full = 0.9;

    // Since longer ago than this it says nothing of now.
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(1);

    private readonly MachineLoad _machine = new();
    private long _asked = time.GetTimestamp();
    private TimeSpan _own = Environment.CpuUsage.TotalTime;

    /// <summary>
    /// Whether hardly any processor was idle since this was last asked, of the machine (which is known on Linux alone) or of those that this process may
    /// use. <see langword="false"/> where that is long ago.
    /// </summary>
    public bool IsFull()
    {
        (long now, TimeSpan own) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        TimeSpan elapsed = time.GetElapsedTime(_asked, now);
        bool isFull = elapsed > TimeSpan.Zero && elapsed <= Latest
            && ((own - _own) / elapsed / Environment.ProcessorCount >= Full || 1 - _machine.Idle() >= Full);
        (_asked, _own) = (now, own);
        _machine.Restart();
        return isFull;
    }
}
