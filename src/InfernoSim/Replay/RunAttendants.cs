using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Replay;

/// <summary>What goes along with the runs and is told when each begins: the watch over limits and other programs, or where time is virtual its driver.</summary>
/// <param name="plan">What is replayed.</param>
/// <param name="clock">The clock, where time is virtual.</param>
/// <param name="load">Counts the load.</param>
/// <param name="probe">Watches the service, where that can be done.</param>
internal sealed class RunAttendants(ReplayPlan plan, ReplayClock? clock, LoadMeter load, ILimitProbe? probe) : IDisposable
{
    private LimitWatch? _limits;
    private ClockDriver? _driver;
    private OtherPrograms? _others;

    /// <summary>A run is about to begin, and its services are ready.</summary>
    public void BeginRun(int number, RunServices services)
    {
        bool isFresh = !services.OutlastRun;
        if (clock is not null)
        {
            DriveClock(clock, isFresh);
            return;
        }

        bool isLast = number == plan.Options.Runs - 1;
        long requests = plan.RequestCount / plan.Options.Runs;

        // Where services start between runs, what they take is no evidence of the load: there the last run is watched.
        if (!isFresh || isLast)
        {
            _limits ??= LimitWatch.Start(load, probe, plan.TargetRate, isFresh ? requests : plan.RequestCount);
            _limits.BeginPart(requests, plan.Schedule.Length, isLast);
        }

        _others = isFresh ? null : _others;
        _others ??= new OtherPrograms();
        _others.Restart();
    }

    /// <summary>Share of all cores' time that other programs took since the run began; <see langword="null"/> where that is not known.</summary>
    public double? ShareOfOthers() => _others?.Share();

    /// <summary>Ends the watch.</summary>
    public LimitEvidence? StopWatch() => _limits?.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        _limits?.Dispose();
        _driver?.Dispose();
    }

    // What threads a service keeps for good is known once it has started.
    private void DriveClock(ReplayClock virtualClock, bool isFresh)
    {
        if (isFresh)
        {
            _driver?.Dispose();
            _driver = null;
        }

        _driver ??= new ClockDriver(virtualClock);
    }
}
