using System.Runtime.ExceptionServices;
using InfernoSim.Measuring;
using InfernoSim.Testing.Interception;

namespace InfernoSim.Testing.Limits;

/// <summary>Watches a service that runs in this process, and with it the replayer and the stub.</summary>
internal sealed class InProcessProbe : ILimitProbe
{
    private readonly ConnectionListener _connections;
    private readonly PoolDelay _poolDelay = new();
    private readonly CoreWaits _coreWaits = new([Environment.ProcessId]);
    private readonly ThreadWaits _waits = new(new PoolThreads(Environment.ProcessId).Contains);
    private TimeSpan _cpu;
    private TimeSpan _pause;
    private long _allocated;
    private long _since;
    private double _threads;
    private double _queue;
    private int _samples;
    private int _exceptions;

    /// <param name="route">Where the service's calls go.</param>
    /// <param name="isService">Whether a port is one that the service listens on.</param>
    public InProcessProbe(CallRoute route, Func<int, bool> isService)
    {
        _connections = new ConnectionListener(route, isService);
        AppDomain.CurrentDomain.FirstChanceException += Count;
        WaitListener.Instance.TellTo(_waits);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        Volatile.Write(ref _exceptions, 0);
        _waits.Restart();
        _connections.Restart();
        _poolDelay.Restart();
        _cpu = Environment.CpuUsage.TotalTime;
        _pause = GC.GetTotalPauseDuration();
        _allocated = GC.GetTotalAllocatedBytes();
        _coreWaits.Restart();
        _since = TimeProvider.System.GetTimestamp();
        (_threads, _queue, _samples) = (0, 0, 0);
    }

    /// <inheritdoc/>
    public void Sample()
    {
        _connections.Sample();
        _poolDelay.Sample();
        _coreWaits.Sample();
        _threads += ThreadPool.ThreadCount;
        _queue += ThreadPool.PendingWorkItemCount;
        _samples++;
    }

    /// <inheritdoc/>
    public ResourceEvidence? Read()
    {
        double elapsed = TimeProvider.System.GetElapsedTime(_since).TotalSeconds;
        if (elapsed <= 0)
        {
            return null;
        }

        double cpu = (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds;
        (double waiting, double open, double closed, double queued, long rejected) = _connections.Read();
        WaitTimes waits = _waits.Read(elapsed);
        return new ResourceEvidence
        {
            Source = "this process, in which the service runs",
            SharesProcess = true,
            Cores = Environment.ProcessorCount,
            CpuCores = cpu / elapsed,
            Runnable = (cpu + _coreWaits.Read()) / elapsed,
            PoolDelay = _poolDelay.Mean(),
            PoolThreads = _samples > 0 ? _threads / _samples : null,
            PoolQueue = _samples > 0 ? _queue / _samples : null,
            LockWaiting = waits.AtLocks,
            LockWait = waits.Lock,
            MonitorWait = waits.Monitor,
            HandleWaiting = waits.AtHandles,
            GcPauseShare = (GC.GetTotalPauseDuration() - _pause).TotalSeconds / elapsed,
            AllocationRate = (GC.GetTotalAllocatedBytes() - _allocated) / elapsed,
            ConnectionWaiting = waiting,
            OpenConnections = open,
            ClosedConnections = closed,
            UsesSqlite = Sqlite.IsLoadedIn(Environment.ProcessId),
            ServerQueue = queued,
            RejectedConnections = rejected,
            Exceptions = Volatile.Read(ref _exceptions) / elapsed,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Count;
        WaitListener.Instance.Forget(_waits);
        _connections.Dispose();
    }

    private void Count(object? sender, FirstChanceExceptionEventArgs thrown) => Interlocked.Increment(ref _exceptions);
}
