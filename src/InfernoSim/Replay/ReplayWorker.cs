using InfernoSim.Calls;
using InfernoSim.LiveState;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.VirtualTime;

namespace InfernoSim.Replay;

/// <summary>One worker in one run: sends the whole incident in causal order, and compares what comes.</summary>
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

    private readonly ReplayTraffic? _traffic = new TimeFlow(time).Traffic;
    private readonly WorkerCookies _cookies = new(plan.LiveChains);
    private readonly UnsettledExchanges _unsettled = new(plan.Options.MaxIdleTime, time);
    private readonly CausalOrder _order = new();
    private readonly ConversationOrder _conversations = new(plan.Exchanges);
    private readonly RacedResponses _races = new();
    private long _lastSent;

    /// <summary>Runs.</summary>
    /// <param name="stop">Ends the run; cancelled here when something goes wrong that is not the service's doing.</param>
    public async Task RunAsync(CancellationTokenSource stop)
    {
        try
        {
            foreach (PlannedExchange exchange in plan.Exchanges)
            {
                await _order.CausesOfAsync(exchange);
                await _conversations.CausesOfAsync(exchange, stop.Token);
                long ready = time.GetTimestamp();
                long due = await DueAsync(exchange, stop.Token);
                stop.Token.ThrowIfCancellationRequested();
                _order.Add(exchange, ReplayAsync(exchange, due, Math.Max(due, ready), stop));
                _unsettled.TakeSettled(Finish);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The watch, or the caller, has ended the run; what was in flight reports itself.
        }
        finally
        {
            await _order.AllAsync();
        }

        await _unsettled.SettleAsync(Finish, abandon: run.Close, stop.Token);
    }

    /// <summary>Waits until an exchange is due.</summary>
    /// <returns>The moment its latency is counted from.</returns>
    private async ValueTask<long> DueAsync(PlannedExchange exchange, CancellationToken stop)
    {
        if (!plan.Schedule.IsPaced)
        {
            await AfterTheLastAsync(plan.Schedule.GapBefore(exchange.Position), stop);
            return _lastSent = time.GetTimestamp();
        }

        TimeSpan due = plan.Schedule[exchange.Position];
        while (due - time.GetElapsedTime(execution.Started) is var wait && wait > TimeSpan.Zero)
        {
            TimeSpan delay = wait < LongestDelay ? wait : LongestDelay;
            await Task.Delay(_traffic is null ? delay : WholeMilliseconds(delay), time, stop);
        }

        return execution.Started + (long)(due.TotalSeconds * time.TimestampFrequency);
    }

    // A timer drops what is less than a millisecond, and a clock that stands still meanwhile would never get past that.
    private static TimeSpan WholeMilliseconds(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

    private async ValueTask AfterTheLastAsync(TimeSpan gap, CancellationToken stop)
    {
        while (gap > TimeSpan.Zero && gap - time.GetElapsedTime(_lastSent) is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(WholeMilliseconds(wait), time, stop);
        }
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
        finally
        {
            _conversations.End(exchange);
        }
    }

    private async Task SendAndCompareAsync(PlannedExchange exchange, long due, long ready, CancellationToken stop)
    {
        ExchangeScope scope = exchange.Race is null ? run.Open(worker, exchange) : _races.Open(run, worker, exchange);
        scope.BeginRequest();
        string traceId = traceIds.Encode(scope.Address);
        scope.Activity.TraceId = traceId;
        scope.Events.Begin(InstantAgreement.LogFor(scope.Address, time, execution.Started));
        scope.Events.Note(LogicalEventKind.RequestSent);
        _traffic?.Send(scope.Activity);
        scope.Live.Moments.Begin(exchange.Index);
        long sent = time.GetTimestamp();
        recorder.Load.BeginRequest(scope, time.GetElapsedTime(due, sent), time.GetElapsedTime(ready, sent));
        ObservedResponse response;
        using (HttpRequestMessage request = ReplayRequest.Build(exchange, pool.Target(worker, exchange), traceId, _cookies, scope.Live, out bool lacksCredential))
        {
            scope.LacksCredential = lacksCredential;
            try
            {
                response = await RequestSender.SendAsync(pool.Client(worker), request, exchange, scope, time, stop, _conversations);
            }
            finally
            {
                _traffic?.Receive(scope.Activity);
            }
        }

        long ended = time.GetTimestamp();
        scope.Live.Moments.End(exchange.Index);
        scope.Events.Note(LogicalEventKind.ResponseReceived);
        RequestEnding ending = RequestEndings.Of(exchange, response);
        recorder.Load.EndRequest(scope, time.GetElapsedTime(sent, ended), ending);
        scope.EndResponse(ended);
        if (response.Failure == ResponseFailure.Abandoned)
        {
            run.Close(scope);
            return;
        }

        if (response.WasResent)
        {
            recorder.CountResent();
        }

        bool isFailure = ending.LacksResponse();
        recorder.CountCompleted(ending, isError: isFailure || (response.Status >= 500 && exchange.Recorded.Response is not { Status: >= 500 }));
        if (!isFailure)
        {
            recorder.Times.Add(exchange.Position, time.GetElapsedTime(due, ended), time.GetElapsedTime(sent, ended));
        }

        execution.ResponseCompleted();
        var arrived = new ArrivedResponse(scope, traceId, response, SuspicionOf(scope, response, sent, ended));
        if (exchange.Race is null)
        {
            Compare(arrived, scope);
        }
        else
        {
            await CompareRacedAsync(arrived, stop);
        }
    }

    private async Task CompareRacedAsync(ArrivedResponse arrived, CancellationToken stop)
    {
        foreach ((ArrivedResponse one, ExchangeScope recorded) in _races.Add(arrived))
        {
            Compare(one, recorded);
            _races.Settle(recorded.Exchange);
        }

        try
        {
            // Not for ever: what the others wait for may be what this user does next.
            await _races.SettledAsync(arrived.Scope.Exchange).WaitAsync(ReorderPatience.Longest, time, stop);
        }
        catch (Exception end) when (end is TimeoutException or OperationCanceledException)
        {
            // The next request goes without.
        }
    }

    // Of a service that is gone, the first failure in time says why; a response says that it is not gone.
    private int SuspicionOf(ExchangeScope scope, ObservedResponse response, long sent, long ended)
    {
        switch (response.Failure)
        {
            case ResponseFailure.None:
                recorder.Loss.Answered(scope.Address, sent);
                return 0;
            case ResponseFailure.Stalled:
                return 0;
            default:
                return ResponseComparer.IsAsRecorded(scope.Exchange, response.Failure) ? 0 : recorder.Loss.Failed(scope.Address, sent, ended);
        }
    }

    private void Compare(ArrivedResponse arrived, ExchangeScope scope)
    {
        PlannedExchange exchange = scope.Exchange;
        run.KeepCookies(worker, _cookies, exchange, arrived.Response);
        scope.Live.Moments.Lend(arrived.Scope.Exchange.Index, exchange.Index);
        ObservedResponse normalized = LiveResponses.Normalize(scope.Live, exchange, arrived.Response);
        recorder.Observer?.Responded(scope.Address, exchange, normalized);
        scope.Response = LiveResponses.AsSent(scope.Live, exchange.Index, ResponseComparer.Compare(exchange, normalized, arrived.TraceId, recorder.Noise, scope.Address));
        scope.Suspicion = arrived.Suspicion;
        recorder.Matching.CountEarly(run.Early.GiveTo(scope));
        if (arrived.Response.Failure != ResponseFailure.Stalled && !scope.Calls.AreAllMade)
        {
            if (plan.AttributesCalls && plan.Options.Fanout > 1)
            {
                scope.IsOwed = OwedTo(scope);
            }

            _unsettled.Add(scope);
        }
        else
        {
            Finish(scope);
        }
    }

    // By those that were awaited when the response was there. They in turn may be answered from the same exchange of a worker that came
    // later, and that one's calls are owed then.
    private Func<bool> OwedTo(ExchangeScope scope)
    {
        ExchangeScope[] awaited = [.. run.OpenScopes.Where(other => other.IsAwaitingResponse)];
        return () => awaited.Any(other => other.IsAwaitingResponse)
            || run.OpenScopes.Any(other => other.IsAwaitingResponse && other.Exchange.Index == scope.Exchange.Index);
    }

    private void Finish(ExchangeScope scope)
    {
        run.Close(scope);
        ExchangeReport.Add(scope, plan, recorder, observations, run.Calls);
    }
}
