using InfernoSim.Calls;
using InfernoSim.Measuring;
using InfernoSim.Planning;

namespace InfernoSim.Replay;

/// <summary>Gives a run up that makes no progress or takes too long.</summary>
/// <param name="plan">Its limits.</param>
/// <param name="run">The run.</param>
/// <param name="started">When it began.</param>
/// <param name="time">The clock of the limits.</param>
/// <param name="waitedForCores">
/// Called when a request begins to look idle: begins to count the time that threads wait for a core, and returns what tells it.
/// None is counted when omitted.
/// </param>
internal sealed class RunWatch(ReplayPlan plan, ReplayRun run, long started, TimeProvider time, Func<Func<TimeSpan>>? waitedForCores = null)
{
    // Summed over threads, the wait is longer than what any request lost by it: it never excuses more than this many limits.
    private const int MostExcused = 3;

    private static readonly TimeSpan MuchTime = TimeSpan.FromSeconds(1);

    private readonly OwnWork? _work = plan.Options.State == ReplayState.FreshPerWorker ? new OwnWork() : null;
    private Func<TimeSpan>? _waited;

    // Services of their own take the turns of a processor; each may take its time.
    private readonly int _turns = plan.Options.State == ReplayState.FreshPerWorker ? Math.Max(1, plan.Options.Fanout / Environment.ProcessorCount) : 1;

    /// <summary>Why the run was given up, or <see langword="null"/>.</summary>
    public string? StallReason { get; private set; }

    /// <summary>Watches until the run is over or given up.</summary>
    /// <param name="stop">Is cancelled to give it up.</param>
    /// <param name="over">Is cancelled when the run is over.</param>
    public async Task WatchAsync(CancellationTokenSource stop, CancellationToken over)
    {
        using var timer = new PeriodicTimer(Interval(), time);
        try
        {
            while (StallReason is null && await timer.WaitForNextTickAsync(over))
            {
                StallReason = Check();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync();
    }

    /// <summary>Why the run is to be given up now, or <see langword="null"/>.</summary>
    public string? Check() => IsIdle() ?? TookTooLong();

    private TimeSpan Interval()
    {
        TimeSpan limit = plan.Options.MaxIdleTime > TimeSpan.Zero ? plan.Options.MaxIdleTime : TimeSpan.FromSeconds(1);
        return TimeSpan.FromTicks(Math.Clamp((limit / 10).Ticks, TimeSpan.TicksPerMillisecond * 5, TimeSpan.TicksPerSecond));
    }

    private string? TookTooLong()
    {
        TimeSpan limit = plan.Options.MaxWallTime;
        if (limit <= TimeSpan.Zero || time.GetElapsedTime(started) <= limit * _turns)
        {
            return null;
        }

        ExchangeScope? awaited = run.OpenScopes.Where(scope => scope.IsAwaitingResponse).MinBy(scope => (scope.Address.Exchange, scope.Address.Worker));
        string then = awaited is null ? "" : $", while exchange {awaited.Exchange.Index + 1} ({awaited.Exchange.Display}) was awaited";
        return $"run {run.Number + 1} took longer than {plan.Words.WithValue(nameof(ReplayOptions.MaxWallTime), GoDuration.Format(limit))}{(_turns > 1 ? $" for each of {_turns} services that share a processor" : "")}{then}";
    }

    private string? IsIdle()
    {
        TimeSpan limit = plan.Options.MaxIdleTime;
        if (limit <= TimeSpan.Zero)
        {
            return null;
        }

        ExchangeScope[] awaited = [.. run.OpenScopes.Where(scope => scope.IsAwaitingResponse)];

        // Services of their own do not wait for each other, only for the machine: while one goes on, another has its turn yet to come.
        if (_work?.WasBusy() == true || (_work is not null && awaited.Any(scope => scope.Activity.Idle() <= limit)))
        {
            return null;
        }

        // A machine that lets nobody run is no service that hangs.
        TimeSpan excused = Excused(awaited, limit);
        ExchangeScope[] stalled = [.. awaited.Where(scope => scope.Activity.Idle() > limit + excused + plan.Schedule.LengthOf(scope.Exchange))];
        foreach (ExchangeScope scope in stalled)
        {
            scope.Stall();
        }

        if (stalled.Length == 0)
        {
            return null;
        }

        // What took its time in the incident may take it again.
        ExchangeScope longest = stalled.MaxBy(scope => plan.Schedule.LengthOf(scope.Exchange))!;
        (TimeSpan recorded, TimeSpan paced) = (longest.Exchange.RecordedDuration, plan.Schedule.LengthOf(longest.Exchange));
        string beyond = paced < MuchTime ? ""
            : paced - recorded < MuchTime ? $" beyond the {Seconds(recorded)} that it took in the incident"
            : $" beyond the {Seconds(paced)} that it takes at this pace ({Seconds(recorded)} in the incident)";
        string busy = excused < MuchTime ? "" : $", not counting {Seconds(excused)} for which it waited for a core of a busy machine,";
        return $"nothing happened for {GoDuration.Format(limit)} ({plan.Words.Name(nameof(ReplayOptions.MaxIdleTime))}){beyond}{busy} while a response was awaited";
    }

    private static string Seconds(TimeSpan time) => GoDuration.Format(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));

    private TimeSpan Excused(ExchangeScope[] awaited, TimeSpan limit)
    {
        if (!awaited.Any(scope => scope.Activity.Idle() > limit / 4))
        {
            _waited = null;
            return TimeSpan.Zero;
        }

        _waited ??= waitedForCores?.Invoke();
        TimeSpan waited = _waited?.Invoke() ?? TimeSpan.Zero;
        return waited < limit * MostExcused ? waited : limit * MostExcused;
    }
}
