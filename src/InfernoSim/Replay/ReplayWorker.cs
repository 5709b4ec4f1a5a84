using InfernoSim.Calls;
using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.VirtualTime;

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
    // A timer takes no more than 49 days; a recorded gap may be longer.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly ReplayTraffic? _traffic = (time as ReplayClock)?.Traffic;
    private readonly WorkerCookies _cookies = new(plan.LiveChains);
    private readonly UnsettledExchanges _unsettled = new(plan.Options.MaxIdleTime, time);

    /// <summary>Runs.</summary>
    /// <param name="stop">Ends the run; cancelled here when something goes wrong that is not the service's doing.</param>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        var inFlight = new PriorityQueue<Task, long>();
        try
        {
            foreach (PlannedExchange exchange in plan.Exchanges)
            {
                await CausesOfAsync(exchange, inFlight);
                long ready = time.GetTimestamp();
                long due = await DueAsync(exchange, stop.Token);
                stop.Token.ThrowIfCancellationRequested();
                inFlight.Enqueue(ReplayAsync(exchange, due, Math.Max(due, ready), stop), exchange.End);
                _unsettled.TakeSettled(Finish);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The watch, or the caller, has ended the run; what was in flight reports itself.
        }
        finally
        {
            await Task.WhenAll(inFlight.UnorderedItems.Select(item => item.Element));
        }

        await _unsettled.SettleAsync(Finish, abandon: run.Close, stop.Token);
    }

    // Responses that had ended when this request began may have caused it.
    private static async ValueTask CausesOfAsync(PlannedExchange exchange, PriorityQueue<Task, long> inFlight)
    {
        while (inFlight.TryPeek(out Task? earlier, out long end) && (end <= exchange.Start || earlier.IsCompleted))
        {
            await earlier;
            _ = inFlight.Dequeue();
        }
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
        while (due - time.GetElapsedTime(execution.Started) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait < LongestDelay ? wait : LongestDelay, time, stop);
        }

        return execution.Started + (long)(due.TotalSeconds * time.TimestampFrequency);
    }

    private async Task ReplayAsync(PlannedExchange exchange, long due, long ready, CancellationTokenSource stop)
    {
        try
        {
            await SendAndCompareAsync(exchange, due, ready, stop.Token);
        }
        catch
        {
            // So that no other request of this worker is waited for.
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task SendAndCompareAsync(PlannedExchange exchange, long due, long ready, CancellationToken stop)
    {
        ExchangeScope scope = run.Open(worker, exchange);
        string traceId = traceIds.Encode(scope.Address);
        scope.Activity.TraceId = traceId;
        scope.Events = InstantAgreement.LogFor(scope.Address, time, execution.Started);
        scope.Note(LogicalEventKind.RequestSent);
        _traffic?.Send(scope.Activity);
        long sent = time.GetTimestamp();
        recorder.Load.BeginRequest(time.GetElapsedTime(due, sent), time.GetElapsedTime(ready, sent));
        ObservedResponse response;
        using (HttpRequestMessage request = ReplayRequest.Build(exchange, pool.Target(exchange), traceId, _cookies, scope.Live, out bool lacksCredential))
        {
            scope.LacksCredential = lacksCredential;
            try
            {
                response = await SendAsync(request, exchange, scope, stop);
            }
            finally
            {
                _traffic?.Receive(scope.Activity);
            }
        }

        long ended = time.GetTimestamp();
        scope.Note(LogicalEventKind.ResponseReceived);
        recorder.Load.EndRequest(time.GetElapsedTime(sent, ended), exchange.IsRefusal(response.Status));
        scope.EndResponse(ended);
        if (response.Failure == ResponseFailure.Abandoned)
        {
            run.Close(scope);
            return;
        }

        run.KeepCookies(worker, _cookies, exchange, response);
        ObservedResponse normalized = LiveResponses.Normalize(scope.Live, exchange, response);
        recorder.Observer?.Responded(scope.Address, exchange, normalized);
        scope.Response = LiveResponses.AsSent(scope.Live, exchange.Index, ResponseComparer.Compare(exchange, normalized, traceId, recorder.Noise));
        recorder.CountCompleted(IsError(exchange, response, scope.Response));
        if (response.Failure == ResponseFailure.None || scope.Response.Differences.Count == 0)
        {
            recorder.AddResponse(time.GetElapsedTime(due, ended), time.GetElapsedTime(sent, ended));
        }

        execution.ResponseCompleted();
        FinishOrWait(scope, isOver: response.Failure == ResponseFailure.Stalled);
    }

    // A failure, or a 5xx status, that the incident does not hold.
    private static bool IsError(PlannedExchange exchange, ObservedResponse response, ResponseComparison comparison) =>
        response.Failure == ResponseFailure.None
            ? response.Status >= 500 && exchange.Recorded.Response is not { Status: >= 500 }
            : comparison.Differences.Count > 0;

    private async Task<ObservedResponse> SendAsync(HttpRequestMessage request, PlannedExchange exchange, ExchangeScope scope, CancellationToken stop)
    {
        bool hasHeaders = false;
        try
        {
            using HttpResponseMessage message = await pool.Client(worker).SendAsync(request, stop);
            hasHeaders = true;
            scope.Activity.Touch();
            ObservedBody body = await ObservedBody.ReadAsync(message.Content, ResponseComparer.NeedsHash(exchange), scope.Activity.Touch, exchange.Left, stop);
            return ObservedResponses.Of(message, body) with { At = time.GetUtcNow() };
        }
        catch (Exception failure) when (ResponseFailures.IsOfTransport(failure))
        {
            if (scope.HasStalled)
            {
                return new ObservedResponse { Failure = ResponseFailure.Stalled, FailureDetail = Since(scope, hasHeaders) };
            }

            return stop.IsCancellationRequested
                ? new ObservedResponse { Failure = ResponseFailure.Abandoned }
                : new ObservedResponse { Failure = ResponseFailures.Classify(failure, hasHeaders), FailureDetail = failure.Message };
        }
    }

    private static string Since(ExchangeScope scope, bool hasHeaders)
    {
        string call = scope.Activity.LastCall is { } last ? $"after the dependency call {last}" : "and no dependency call came";
        return hasHeaders ? $"{call}; the response had begun" : call;
    }

    private void FinishOrWait(ExchangeScope scope, bool isOver)
    {
        if (isOver || scope.HasAllCalls)
        {
            Finish(scope);
        }
        else
        {
            _unsettled.Add(scope);
        }
    }

    private void Finish(ExchangeScope scope)
    {
        run.Close(scope);
        ExchangeReport.Add(scope, plan, recorder, observations, run.Calls);
    }
}
