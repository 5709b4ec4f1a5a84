namespace InfernoSim.Replay;

/// <summary>
/// One worker in one run: sends the whole incident in causal order. A request that began after another's response had
/// ended in the incident is not sent before that response has ended here; requests that overlapped may overlap again.
/// </summary>
internal sealed class ReplayWorker(
    ReplayPlan plan,
    RunExecution execution,
    ReplayRun run,
    int worker,
    WorkerPool pool,
    ReplayTraceIds traceIds,
    ReplayRecorder recorder,
    Sum256 observations,
    TimeProvider time)
{
    /// <summary>How long a worker that has all its responses waits for recorded calls that have not come.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(10);

    private readonly WorkerCookies _cookies = new();
    private readonly List<ExchangeScope> _unsettled = [];
    private readonly Lock _lock = new();

    public async Task RunAsync(CancellationToken stop)
    {
        var inFlight = new PriorityQueue<Task, long>();
        try
        {
            foreach (PlannedExchange exchange in plan.Exchanges)
            {
                while (inFlight.TryPeek(out Task? earlier, out long end) && (end <= exchange.Start || earlier.IsCompleted))
                {
                    await earlier;
                    _ = inFlight.Dequeue();
                }

                long due = await DueAsync(exchange, stop);
                if (stop.IsCancellationRequested)
                {
                    break;
                }

                inFlight.Enqueue(ReplayAsync(exchange, due, stop), exchange.End);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The watch, or the caller, has ended the run; what was in flight reports itself.
        }

        await Task.WhenAll(inFlight.UnorderedItems.Select(item => item.Element));
        await SettleAsync(stop);
    }

    /// <summary>Waits until an exchange is due.</summary>
    /// <returns>The moment its latency is counted from.</returns>
    private async ValueTask<long> DueAsync(PlannedExchange exchange, CancellationToken stop)
    {
        if (!plan.Schedule.IsPaced)
        {
            return time.GetTimestamp();
        }

        TimeSpan due = plan.Schedule[exchange.Position];
        TimeSpan wait = due - time.GetElapsedTime(execution.Started);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, stop);
        }

        return execution.Started + (long)(due.TotalSeconds * time.TimestampFrequency);
    }

    private async Task ReplayAsync(PlannedExchange exchange, long due, CancellationToken stop)
    {
        ExchangeScope scope = run.Open(worker, exchange);
        string traceId = traceIds.Encode(scope.Address);
        long sent = time.GetTimestamp();
        ObservedResponse response;
        using (HttpRequestMessage request = ReplayRequest.Build(exchange, pool.Target(exchange), traceId, _cookies, out bool lacksCookie))
        {
            response = await SendAsync(request, exchange, scope, stop);
            scope.LacksCredential = lacksCookie || exchange.Headers.Lacking.Count > 0;
        }

        scope.IsAwaitingResponse = false;
        long ended = time.GetTimestamp();
        if (response.Failure == ResponseFailure.Abandoned)
        {
            run.Close(scope);
            return;
        }

        execution.ResponseCompleted();
        recorder.AddResponse(time.GetElapsedTime(due, ended), time.GetElapsedTime(sent, ended));
        foreach (string cookie in response.Headers.Values("Set-Cookie"))
        {
            _cookies.Store(cookie);
        }

        scope.Response = ResponseComparer.Compare(exchange, response, traceId);
        if (scope.HasAllCalls())
        {
            Finish(scope);
        }
        else
        {
            lock (_lock)
            {
                _unsettled.Add(scope);
            }
        }
    }

    private async Task<ObservedResponse> SendAsync(HttpRequestMessage request, PlannedExchange exchange, ExchangeScope scope, CancellationToken stop)
    {
        bool hasHeaders = false;
        try
        {
            using HttpResponseMessage message = await pool.Client(worker).SendAsync(request, stop);
            hasHeaders = true;
            scope.Touch();
            ObservedBody body = await ObservedBody.ReadAsync(message.Content, ResponseComparer.NeedsHash(exchange), scope.Touch, stop);
            return ObservedResponses.Of(message, body);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ObservedResponse { Failure = scope.HasStalled ? ResponseFailure.Stalled : ResponseFailure.Abandoned };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new ObservedResponse { Failure = ResponseFailures.Classify(failure, hasHeaders), FailureDetail = failure.Message };
        }
    }

    private async Task SettleAsync(CancellationToken stop)
    {
        long began = time.GetTimestamp();
        foreach (ExchangeScope scope in _unsettled)
        {
            TimeSpan patience = scope.AwaitsLateCalls() && plan.Options.MaxIdleTime > SettleTime ? plan.Options.MaxIdleTime : SettleTime;
            while (!scope.HasAllCalls() && time.GetElapsedTime(began) < patience && !stop.IsCancellationRequested)
            {
                await Task.Delay(SettleInterval, time, CancellationToken.None);
            }

            Finish(scope);
        }
    }

    private void Finish(ExchangeScope scope)
    {
        run.Close(scope);
        ExchangeReport.Of(scope, plan).AddTo(recorder, observations);
    }
}
