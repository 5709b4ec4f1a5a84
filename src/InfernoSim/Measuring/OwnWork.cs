namespace InfernoSim.Measuring;

/// <summary>Whether this process has worked since it was last asked, as one does in which services start up and wait for a core.</summary>
internal sealed class OwnWork
{
    // A process that waits takes less: for timers, and for those who watch it.
    private const double LeastShare = 0.2;

    private TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private long _since = TimeProvider.System.GetTimestamp();

    /// <summary>Whether it took a fifth of a core or more.</summary>
    public bool WasBusy()
    {
        (TimeSpan cpu, long now) = (Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        bool wasBusy = cpu - _cpu >= TimeProvider.System.GetElapsedTime(_since, now) * LeastShare;
        (_cpu, _since) = (cpu, now);
        return wasBusy;
    }
}
