using InfernoSim.Calls;
using InfernoSim.Measuring;
using InfernoSim.Planning;

namespace InfernoSim.Replay;

/// <summary>Gives a run up that makes no progress or takes too long.</summary>
internal sealed class RunWatch(ReplayPlan plan, ReplayRun run, long started, TimeProvider time)
{
    private static readonly TimeSpan MuchTime = TimeSpan.FromSeconds(1);

    private readonly OwnWork? _work = plan.Options.State == ReplayState.FreshPerWorker ? new OwnWork() : null;

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
        if (limit <= TimeSpan.Zero || time.GetElapsedTime(started) <= limit)
        {
            return null;
        }

        ExchangeScope? awaited = run.OpenScopes.Where(scope => scope.IsAwaitingResponse).MinBy(scope => (scope.Address.Exchange, scope.Address.Worker));
        string then = awaited is null ? "" : $", while exchange {awaited.Exchange.Index + 1} ({awaited.Exchange.Display}) was awaited";
        return $"run {run.Number + 1} took longer than {plan.Words.WithValue(nameof(ReplayOptions.MaxWallTime), GoDuration.Format(limit))}{then}";
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

        ExchangeScope[] stalled = [.. awaited.Where(scope => scope.Activity.Idle() > limit + scope.Exchange.RecordedDuration)];
        foreach (ExchangeScope scope in stalled)
        {
            scope.Stall();
        }

        if (stalled.Length == 0)
        {
            return null;
        }

        // What took its time in the incident may take it again.
        TimeSpan recorded = stalled.Max(scope => scope.Exchange.RecordedDuration);
        string beyond = recorded < MuchTime ? "" : $" beyond the {GoDuration.Format(TimeSpan.FromSeconds(Math.Round(recorded.TotalSeconds)))} that it took in the incident";
        return $"nothing happened for {GoDuration.Format(limit)} ({plan.Words.Name(nameof(ReplayOptions.MaxIdleTime))}){beyond} while a response was awaited";
    }
}
