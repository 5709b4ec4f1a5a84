using InfernoSim.Calls;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Replay;

/// <summary>One run: its workers, the watch over them, and what is left to say when they are done.</summary>
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
    private readonly TimeProvider _wall = new TimeFlow(time).Wall;
    private readonly long _wallStarted = new TimeFlow(time).Wall.GetTimestamp();
    private long _lastResponse;
    private long _late;

    public async Task<ObservedRun> RunAsync(CancellationToken cancellationToken)
    {
        new TimeFlow(time).Virtual?.Enter(ReplayClock.Replayer);
        var watch = new RunWatch(plan, run, _wallStarted, _wall, _wall == TimeProvider.System ? CoreWaits.OfThisProcess : null);
        await RunWorkersAsync(watch, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        bool isComplete = watch.StallReason is null;
        if (isComplete)
        {
            await SettleUnattributedAsync(cancellationToken);
            ReportUnattributed();
        }

        Report();
        string? fingerprint = isComplete ? recorder.Agreement.CompleteRun(run.Number, _observations) : null;
        TimeSpan elapsed = Elapsed();
        return new ObservedRun(elapsed, fingerprint, recorder.Agreement.IsAgreed(run.Number), Interlocked.Read(ref _late), watch.StallReason)
        {
            Sample = recorder.Times.TakeSample(elapsed),
        };
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

    private async Task RunWorkersAsync(RunWatch watch, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var over = new CancellationTokenSource();
        Task attendants = Task.WhenAll(watch.WatchAsync(stop, over.Token), ReportRegularlyAsync(over.Token));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, plan.Options.Fanout).Select(worker => Task.Run(() => RunWorkerAsync(worker, stop), CancellationToken.None)));
        }
        finally
        {
            await over.CancelAsync();
            await attendants;
        }
    }

    // What goes wrong in one worker ends the run: waiting for the others would only delay the message.
    private async Task RunWorkerAsync(int worker, CancellationTokenSource stop)
    {
        try
        {
            await new ReplayWorker(plan, this, run, worker, pool, traceIds, recorder, _observations[worker], time).RunAsync(stop);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task ReportRegularlyAsync(CancellationToken over)
    {
        if (progress is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(ProgressInterval, _wall);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                Report();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The run is over, and its end is reported by itself.
        }
    }

    private void Report() => progress?.Report(new ReplayProgress(
        run.Number + 1,
        plan.Options.Runs,
        recorder.Completed,
        plan.RequestCount,
        recorder.Divergences.Total));

    private TimeSpan Elapsed()
    {
        long last = Volatile.Read(ref _lastResponse);
        return last == 0 ? time.GetElapsedTime(_started) : time.GetElapsedTime(_started, last);
    }

    // A call may come a little after the response that it was made for.
    private async Task SettleUnattributedAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (plan.ExpectsUnattributedCalls && !run.Unattributed.HasAll() && time.GetElapsedTime(began) < UnsettledExchanges.SettleTime)
        {
            await Task.Delay(UnsettledExchanges.SettleInterval, time, cancellationToken);
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
