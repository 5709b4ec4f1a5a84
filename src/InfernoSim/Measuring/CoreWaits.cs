namespace InfernoSim.Measuring;

/// <summary>
/// How long threads of processes wait for a core. Looked at now and then, since what a thread has waited is gone when it ends.
/// </summary>
/// <param name="processes">The processes.</param>
internal sealed class CoreWaits(IReadOnlyList<int> processes)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private Dictionary<string, double>? _last;
    private double _waited;
    private long _looked;

    /// <summary>Begins to count for this process and those that it has started.</summary>
    /// <returns>Tells what was waited since, all threads together; none where that is not known.</returns>
    public static Func<TimeSpan> OfThisProcess()
    {
        var waits = new CoreWaits(new ProcessTree(Environment.ProcessId).Ids());
        waits.Restart();
        return () => TimeSpan.FromSeconds(waits.Read() ?? 0);
    }

    public void Restart()
    {
        _last = ProcessTree.WaitedForCores(processes);
        _looked = TimeProvider.System.GetTimestamp();
        _waited = 0;
    }

    public void Sample()
    {
        if (TimeProvider.System.GetElapsedTime(_looked) >= Interval)
        {
            Look();
        }
    }

    /// <summary>Seconds since the restart, all threads together; <see langword="null"/> where that is not known.</summary>
    public double? Read()
    {
        Look();
        return _last is null ? null : _waited;
    }

    private void Look()
    {
        Dictionary<string, double>? now = ProcessTree.WaitedForCores(processes);
        foreach ((string thread, double waited) in now ?? [])
        {
            _waited += Math.Max(0, waited - (_last?.GetValueOrDefault(thread) ?? waited));
        }

        _last = now;
        _looked = TimeProvider.System.GetTimestamp();
    }
}
