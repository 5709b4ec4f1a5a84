using InfernoSim.Measuring;
using Microsoft.Diagnostics.NETCore.Client;

namespace InfernoSim.Testing.Limits;

/// <summary>Watches a service that is a process of its own: what the system says of it, and its runtime where that is .NET.</summary>
internal sealed class ProcessProbe : ILimitProbe
{
    private readonly IReadOnlyList<int> _processes;
    private readonly EventPipeRuntime? _runtime;
    private readonly CoreWaits _coreWaits;
    private double? _cpu;
    private long _since;

    public ProcessProbe(int root)
    {
        _processes = new ProcessTree(root).Ids();
        _coreWaits = new CoreWaits(_processes);
        HashSet<int> dotnet = [.. DiagnosticsClient.GetPublishedProcesses()];

        // A launcher such as dotnet run is .NET too: the service is the innermost.
        int[] candidates = [.. _processes.Where(dotnet.Contains).Reverse()];
        _runtime = candidates.Length > 0 ? new EventPipeRuntime(candidates) : null;
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _runtime?.Restart();
        _cpu = ProcessTree.Cpu(_processes);
        _coreWaits.Restart();
        _since = TimeProvider.System.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Sample() => _coreWaits.Sample();

    /// <inheritdoc/>
    public ResourceEvidence? Read()
    {
        double elapsed = TimeProvider.System.GetElapsedTime(_since).TotalSeconds;
        if (elapsed <= 0 || (_runtime is not { IsHeard: true } && _cpu is null))
        {
            return null;
        }

        double? cpu = ProcessTree.Cpu(_processes) - _cpu;
        var evidence = new ResourceEvidence
        {
            Source = _runtime is { IsHeard: true } ? "the service's runtime, and its process" : "the service's process",
            IsRuntimeSilent = _runtime is { IsHeard: false },
            Cores = Environment.ProcessorCount,
            CpuCores = cpu / elapsed,
            Runnable = (cpu + _coreWaits.Read()) / elapsed,
        };
        if (_runtime is not { IsHeard: true } runtime)
        {
            return evidence;
        }

        WaitTimes waits = runtime.Waits(elapsed);
        return evidence with
        {
            PoolQueue = runtime.Mean("dotnet.thread_pool.queue.length"),
            PoolThreads = runtime.Mean("dotnet.thread_pool.thread.count"),
            LockWaiting = waits.AtLocks,
            LockWait = waits.Lock,
            MonitorWait = waits.Monitor,
            HandleWaiting = waits.AtHandles,
            GcPauseShare = runtime.Rate("dotnet.gc.pause.time"),
            AllocationRate = runtime.Rate("dotnet.gc.heap.total_allocated"),
            ConnectionWaiting = runtime.Rate("http.client.request.time_in_queue"),
            ClosedConnections = runtime.Rate("http.client.connection.duration" + EventPipeRuntime.Count),
            UsesSqlite = _processes.Any(Sqlite.IsLoadedIn),
            OpenConnections = runtime.Most("http.client.open_connections"),
            ServerQueue = runtime.Mean("kestrel.queued_connections") + runtime.Mean("kestrel.queued_requests"),
            RejectedConnections = runtime.Total("kestrel.rejected_connections"),
            Exceptions = runtime.Rate("dotnet.exceptions"),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _runtime?.Dispose();
}
