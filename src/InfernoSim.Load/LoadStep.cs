using InfernoSim.Calls;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Responses;

namespace InfernoSim.Load;

/// <summary>
/// One measurement under one load: the requests of its arrivals, and the answers to the dependency calls they cause. It is
/// a run of its own, so that what comes late from the one before is not taken for part of it.
/// </summary>
internal sealed class LoadStep : IDisposable
{
    private static readonly TimeSpan LeastMeasured = TimeSpan.FromSeconds(0.5);

    private readonly ReplayPlan _plan;
    private readonly ReplayTraceIds _traceIds;
    private readonly HttpMessageInvoker _client;
    private readonly Uri[] _targets;
    private readonly TimeProvider _time;
    private readonly ReplayRun _run;
    private readonly WorkerIds _ids = new();
    private readonly UnsettledExchanges _unsettled;
    private readonly Dictionary<ExchangeScope, LoadWorker> _waiting = [];
    private readonly Lock _settling = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly CancellationTokenSource _overrun = new();
    private readonly LoadShape _shape;
    private readonly ArrivalUnit _unit;
    private readonly MachineRoom _room = new();
    private string? _shortage;
    private int _next;

    public LoadStep(ReplayPlan plan, LoadShape shape, ArrivalUnit unit, int number, HttpMessageInvoker client, Uri[] targets, TimeProvider time)
    {
        _plan = plan;
        _shape = shape;
        Applied = shape;
        _unit = unit;
        _client = client;
        _targets = targets;
        _time = time;
        _traceIds = new ReplayTraceIds(plan.Options.Seed, plan.Incident.Folder);
        var recorder = new ReplayRecorder(plan, time);
        Meter = recorder.Load;
        Ledger = new CallLedger(plan, _traceIds, recorder, time, isUnderLoad: true);
        _run = Ledger.BeginRun(number);
        _unsettled = new UnsettledExchanges(UnsettledExchanges.SettleTime, time);
        Started = time.GetTimestamp();
        Recorder = new LoadRecorder(time, Started);
    }

    public CallLedger Ledger { get; }

    public LoadRecorder Recorder { get; }

    /// <summary>What is in flight, and what of it waits in the stub.</summary>
    public LoadMeter Meter { get; }

    /// <summary>The timestamp that the load's times are counted from.</summary>
    public long Started { get; }

    /// <summary>Cancelled when the service was overrun, or the load cannot be made, and it is to end.</summary>
    public CancellationToken Overrun => _overrun.Token;

    /// <summary>The load as it was applied.</summary>
    public LoadShape Applied { get; private set; }

    /// <summary>What this machine had none left of, so that the load could not be made; <see langword="null"/> when it could.</summary>
    public string? Shortage => Volatile.Read(ref _shortage);

    /// <summary>Ends the load where this machine has no room left to make it.</summary>
    public void LookForShortage()
    {
        if (_room.UsedUp() is { } shortage)
        {
            EndForWant(shortage);
        }
    }

    /// <summary>Ends the load, which cannot be made.</summary>
    /// <param name="shortage">What there is none left of.</param>
    public void EndForWant(string shortage)
    {
        if (Interlocked.CompareExchange(ref _shortage, shortage, null) is null)
        {
            _overrun.Cancel();
            GiveUp();
        }
    }

    /// <summary>Sends one arrival.</summary>
    /// <param name="due">When it was due.</param>
    /// <returns>Completes when it is over; never fails.</returns>
    public Task ArriveAsync(long due)
    {
        int id = Recorder.InFlight < _shape.MostInFlight ? _ids.Rent() : -1;
        if (id < 0)
        {
            Recorder.Miss(due);
            EndWhenOverrun(_time.GetElapsedTime(Started, due) - _shape.Warmup);
            return Task.CompletedTask;
        }

        CloseSettled();
        // Whoever had this number before is gone, with what the service had given it.
        _run.Forget(id);
        var worker = new LoadWorker(id, _ids, _plan.LiveChains);
        return _unit == ArrivalUnit.Session ? SendSessionAsync(worker, due) : SendOneAsync(worker, due);
    }

    /// <summary>Gives up all requests in flight.</summary>
    public void GiveUp() => _giveUp.Cancel();

    /// <summary>Waits for dependency calls that come a little after their response.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) => _unsettled.SettleAsync(Close, Close, cancellationToken);

    public void Dispose()
    {
        _giveUp.Dispose();
        _overrun.Dispose();
    }

    private void EndWhenOverrun(TimeSpan measured)
    {
        if (_shape.EndsWhenOverrun && measured >= LeastMeasured && !Overrun.IsCancellationRequested)
        {
            Applied = _shape with { Measured = measured };
            _overrun.Cancel();
        }
    }

    private async Task SendOneAsync(LoadWorker worker, long due)
    {
        PlannedExchange exchange = _plan.Exchanges[(int)((uint)(Interlocked.Increment(ref _next) - 1) % (uint)_plan.Exchanges.Length)];
        await SendAsync(exchange, worker, due, isArrival: true);
        worker.Release();
    }

    private async Task SendSessionAsync(LoadWorker worker, long due)
    {
        var order = new CausalOrder();
        var conversations = new ConversationOrder(_plan.Exchanges);
        try
        {
            foreach (PlannedExchange exchange in _plan.Exchanges)
            {
                bool hasWaited = await order.CausesOfAsync(exchange);
                hasWaited |= await conversations.CausesOfAsync(exchange, _giveUp.Token);
                if (hasWaited)
                {
                    due = _time.GetTimestamp();
                }

                if (_giveUp.IsCancellationRequested)
                {
                    break;
                }

                order.Add(exchange, SendInSessionAsync(exchange, worker, due, conversations));
            }
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            // What is in flight reports itself.
        }

        await order.AllAsync();
        worker.Release();
    }

    private async Task SendInSessionAsync(PlannedExchange exchange, LoadWorker worker, long due, ConversationOrder conversations)
    {
        try
        {
            await SendAsync(exchange, worker, due, isArrival: exchange.Position == 0, conversations);
        }
        finally
        {
            conversations.End(exchange);
        }
    }

    private async Task SendAsync(PlannedExchange exchange, LoadWorker worker, long due, bool isArrival, ConversationOrder? conversations = null)
    {
        Recorder.Begin();
        worker.Use();
        ExchangeScope scope = _run.Open(worker.Id, exchange);
        string traceId = _traceIds.Encode(scope.Address);
        scope.Live.Moments.Begin(exchange.Index);
        long sent = _time.GetTimestamp();
        TimeSpan delay = _time.GetElapsedTime(due, sent);
        Meter.BeginRequest(scope, delay, delay);
        ObservedResponse response;
        using (HttpRequestMessage request = ReplayRequest.Build(exchange, _targets[exchange.Position], traceId, worker.Cookies, scope.Live, out _))
        {
            response = await RequestSender.SendAsync(_client, request, exchange, scope, _time, _giveUp.Token, conversations);
        }

        if (response.Failure == ResponseFailure.NotSent)
        {
            EndForWant(_room.UsedUp() ?? response.FailureDetail);
        }

        if (response.Failure == ResponseFailure.Abandoned)
        {
            // What is given up at the end of a step was not answered in its time.
            response = new ObservedResponse { Failure = ResponseFailure.Stalled };
        }

        long ended = _time.GetTimestamp();
        scope.Live.Moments.End(exchange.Index);
        Meter.EndRequest(scope, _time.GetElapsedTime(sent, ended), RequestEndings.Of(exchange, response));
        scope.EndResponse(ended);
        _run.KeepCookies(worker.Id, worker.Cookies, exchange, response);
        ObservedResponse normalized = LiveResponses.Normalize(scope.Live, exchange, response);
        FinishOrWait(scope, worker);
        Recorder.End(due, sent, ended, isArrival, LoadError.Of(exchange, normalized, traceId));
    }

    private void FinishOrWait(ExchangeScope scope, LoadWorker worker)
    {
        if (scope.Calls.AreAllMade)
        {
            _run.Close(scope);
            worker.Release();
            return;
        }

        lock (_waiting)
        {
            _waiting.Add(scope, worker);
        }

        _unsettled.Add(scope);
    }

    // Exchanges are settled by one thread at a time; who finds another at it has nothing to do.
    private void CloseSettled()
    {
        if (_settling.TryEnter())
        {
            try
            {
                _unsettled.TakeSettled(Close);
            }
            finally
            {
                _settling.Exit();
            }
        }
    }

    private void Close(ExchangeScope scope)
    {
        _run.Close(scope);
        LoadWorker? worker;
        lock (_waiting)
        {
            _waiting.Remove(scope, out worker);
        }

        worker?.Release();
    }
}
