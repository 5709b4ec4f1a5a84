using InfernoSim.Verdicts;

namespace InfernoSim.Replay;

/// <summary>One run: its workers, and the watch over them.</summary>
internal sealed class RunExecution(
    ReplayPlan plan,
    ReplayRun run,
    WorkerPool pool,
    ReplayTraceIds traceIds,
    ReplayRecorder recorder,
    TimeProvider time,
    IProgress<ReplayProgress>? progress)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    private readonly Sum256[] _observations = [.. Enumerable.Range(0, plan.Options.Fanout).Select(_ => new Sum256())];
    private readonly long _started = time.GetTimestamp();
    private string? _stall;
    private long _lastResponse;
    private long _late;

    public async Task<ObservedRun> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer watch = time.CreateTimer(_ => Watch(stop), null, WatchInterval(), WatchInterval());
        using ITimer report = time.CreateTimer(_ => Report(), null, ProgressInterval, ProgressInterval);
        Task[] workers = [.. Enumerable.Range(0, plan.Options.Fanout).Select(worker => Task.Run(() => NewWorker(worker).RunAsync(stop.Token), CancellationToken.None))];
        await Task.WhenAll(workers);
        cancellationToken.ThrowIfCancellationRequested();

        if (_stall is null)
        {
            await SettleUnattributedAsync(cancellationToken);
            ReportUnattributed();
        }

        Report();
        TimeSpan elapsed = time.GetElapsedTime(_started, Volatile.Read(ref _lastResponse) is > 0 and var last ? last : time.GetTimestamp());
        string? fingerprint = _stall is null ? recorder.Agreement.Fingerprint(run.Number, _observations) : null;
        return new ObservedRun(elapsed, fingerprint, recorder.Agreement.IsAgreed(run.Number), Interlocked.Read(ref _late), _stall);
    }

    /// <summary>When this run began.</summary>
    public long Started => _started;

    public void ResponseCompleted()
    {
        long now = time.GetTimestamp();
        Volatile.Write(ref _lastResponse, now);
        if (plan.Options.Window > TimeSpan.Zero && time.GetElapsedTime(_started, now) > plan.Options.Window)
        {
            Interlocked.Increment(ref _late);
        }
    }

    private ReplayWorker NewWorker(int worker) => new(plan, this, run, worker, pool, traceIds, recorder, _observations[worker], time);

    private TimeSpan WatchInterval()
    {
        TimeSpan limit = plan.Options.MaxIdleTime > TimeSpan.Zero ? plan.Options.MaxIdleTime : TimeSpan.FromSeconds(1);
        return TimeSpan.FromTicks(Math.Clamp((limit / 10).Ticks, TimeSpan.TicksPerMillisecond * 5, TimeSpan.TicksPerSecond));
    }

    private void Watch(CancellationTokenSource stop)
    {
        if (_stall is not null)
        {
            return;
        }

        ReplayOptions options = plan.Options;
        if (options.MaxWallTime > TimeSpan.Zero && time.GetElapsedTime(_started) > options.MaxWallTime)
        {
            GiveUp(stop, $"run {run.Number + 1} took longer than --max-wall-time {Scheduling.GoDuration.Format(options.MaxWallTime)}");
            return;
        }

        if (options.MaxIdleTime <= TimeSpan.Zero)
        {
            return;
        }

        ExchangeScope[] stalled = [.. run.OpenScopes.Where(scope => scope.IsAwaitingResponse && scope.Idle() > options.MaxIdleTime)];
        if (stalled.Length > 0)
        {
            foreach (ExchangeScope scope in stalled)
            {
                scope.HasStalled = true;
            }

            GiveUp(stop, $"nothing happened for {Scheduling.GoDuration.Format(options.MaxIdleTime)} (--max-idle-time) while a response was awaited");
        }
    }

    private void GiveUp(CancellationTokenSource stop, string reason)
    {
        _stall = reason;
        stop.Cancel();
    }

    private void Report() => progress?.Report(new ReplayProgress(
        run.Number + 1,
        plan.Options.Runs,
        recorder.Responses,
        plan.RequestCount,
        recorder.Divergences.Total));

    // A call may come a little after the response that it was made for.
    private async Task SettleUnattributedAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (plan.ExpectsUnattributedCalls && !run.Unattributed.HasAll() && time.GetElapsedTime(began) < ReplayWorker.SettleTime)
        {
            await Task.Delay(ReplayWorker.SettleInterval, time, cancellationToken);
        }
    }

    private void ReportUnattributed()
    {
        if (!plan.ExpectsUnattributedCalls)
        {
            return;
        }

        foreach ((PlannedCall call, int missing) in run.Unattributed.Missing())
        {
            recorder.Agreement.AddUnowned(run.Number, $"missing {missing} of {call.Index}");
            recorder.Divergences.Add(new Divergence
            {
                Kind = DivergenceKind.CallMissing,
                Run = run.Number,
                Worker = -1,
                Exchange = -1,
                Call = call.Index,
                Request = "",
                CallRequest = call.Display,
                Expected = $"{call.Display} from each worker",
                Got = "no such call",
                Count = missing,
            });
        }
    }
}
