using System.Runtime;

namespace InfernoSim.Measuring;

/// <summary>
/// Gathers evidence while there is load: of the load, of the service where there is a probe for it, and of this process.
/// What comes first is left out as warm-up, and so is what comes after the last request has been sent, unless that is most
/// of it.
/// </summary>
internal sealed class LimitWatch : IDisposable
{
    private const double WarmUpShare = 0.2;

    // Fewer requests than this are all there is to look at.
    private const long LeastForWarmUp = 50;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly LoadMeter _load;
    private readonly ILimitProbe? _service;
    private readonly double? _askedRate;
    private readonly long _requests;
    private readonly MachineLoad _machine = new();
    private readonly PoolDelay _pool = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private TimeSpan _cpu;
    private TimeSpan _compiling;
    private long _began;
    private bool _isWarm;
    private volatile bool _isLastRun;
    private LimitEvidence? _whenSent;
    private LimitEvidence? _whenAnswered;

    private LimitWatch(LoadMeter load, ILimitProbe? service, double? askedRate, long requests)
    {
        _load = load;
        _service = service;
        _askedRate = askedRate;
        _requests = requests;
        _thread = new Thread(Run) { IsBackground = true, Name = "InfernoSim limits" };
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="load">Counts the load.</param>
    /// <param name="service">Watches the service.</param>
    /// <param name="askedRate">Requests a second that the load asks for; <see langword="null"/> for as many as can be.</param>
    /// <param name="requests">Requests there will be.</param>
    public static LimitWatch Start(LoadMeter load, ILimitProbe? service, double? askedRate, long requests)
    {
        var watch = new LimitWatch(load, service, askedRate, requests);
        watch.Restart();
        watch._thread.Start();
        return watch;
    }

    /// <summary>A part of the load begins that has a schedule of its own, such as a run.</summary>
    public void BeginPart(long requests, TimeSpan schedule, bool isLast)
    {
        _load.BeginRun(requests, schedule);
        _isLastRun = isLast;
    }

    /// <summary>Ends the watch.</summary>
    /// <returns>What was seen.</returns>
    public LimitEvidence Stop()
    {
        Dispose();
        LimitEvidence whole = _whenAnswered ?? ReadNow();
        return _whenSent is { } sent && sent.Load.Completed >= (whole.Load.Completed - sent.Load.Completed) / 2 ? sent : whole;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_stop.IsSet)
        {
            _stop.Set();
            _thread.Join();
        }
    }

    private void Run()
    {
        while (!_stop.Wait(Interval))
        {
            _pool.Sample();
            _service?.Sample();
            if (!_isWarm && _requests >= LeastForWarmUp && (_load.Sent >= _requests * WarmUpShare || TimeProvider.System.GetElapsedTime(_began) >= LongestWarmUp))
            {
                _isWarm = true;
                Restart();
            }

            TakeReadings();
        }

        TakeReadings();
    }

    private void TakeReadings()
    {
        if (!_isLastRun || !_load.HasSentAll)
        {
            return;
        }

        _whenSent ??= ReadNow();
        if (_whenAnswered is null && _load.IsIdle)
        {
            _whenAnswered = ReadNow();
        }
    }

    private void Restart()
    {
        _load.Begin(_askedRate);
        _service?.Restart();
        _machine.Restart();
        _pool.Restart();
        _cpu = Environment.CpuUsage.TotalTime;
        _compiling = JitInfo.GetCompilationTime();
        _began = TimeProvider.System.GetTimestamp();
    }

    private LimitEvidence ReadNow()
    {
        double elapsed = TimeProvider.System.GetElapsedTime(_began).TotalSeconds;
        return new LimitEvidence
        {
            Load = _load.Read(),
            Service = _service?.Read(),
            Replayer = new ReplayerEvidence
            {
                CpuCores = elapsed > 0 ? (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds / elapsed : null,
                CompileCores = elapsed > 0 ? (JitInfo.GetCompilationTime() - _compiling).TotalSeconds / elapsed : 0,
                MachineIdle = _machine.Idle(),
                PoolDelay = _pool.Mean(),
            },
        };
    }
}
