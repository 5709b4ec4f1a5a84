using InfernoSim.Goals;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>
/// One exchange of one worker while it is replayed: which of its recorded calls have come, in which order, and which came
/// that were not recorded.
/// </summary>
internal sealed class ExchangeScope
{
    // Requests of calls that match nothing are kept for the report; a service gone wild makes any number of them.
    private const int MostUnmatched = 16;

    private readonly Lock _lock = new();
    private readonly CallCursor _cursor;
    private readonly FreshHeaders? _headers;
    private readonly CallOrder _order;
    private Dictionary<int, int>? _attempts;
    private List<UnmatchedCall>? _unmatched;
    private Dictionary<(DependencyRoute Route, int Equal), int>? _unmatchedCounts;
    private ulong _faults;
    private int _arrived;
    private bool _isClosed;
    private volatile bool _isAwaitingResponse = true;
    private volatile bool _hasStalled;

    public ExchangeScope(ReplayAddress address, PlannedExchange exchange, ReorderPatience patience, LiveValues live, TimeProvider time, FreshHeaders? headers = null)
    {
        _headers = headers;
        Live = live;
        Activity = new ExchangeActivity(address, exchange, WallClock.Beside(time));
        _cursor = new CallCursor(exchange.CallIndex, headers);
        _order = new CallOrder(exchange.Calls, patience, WallClock.Beside(time));
    }

    public ReplayAddress Address => Activity.Address;

    public PlannedExchange Exchange => Activity.Exchange;

    /// <summary>What the service has given the worker.</summary>
    public LiveValues Live { get; }

    public ExchangeActivity Activity { get; }

    /// <summary>What happens in it; <see langword="null"/> where that is not kept.</summary>
    public EventLog? Events { get; set; }

    /// <summary>Whether the request is in flight. Written by the worker, read by the watch.</summary>
    public bool IsAwaitingResponse => _isAwaitingResponse;

    /// <summary>Whether the watch has given it up.</summary>
    public bool HasStalled => _hasStalled;

    /// <summary>Whether the request went out without a credential that it carried in the incident.</summary>
    public bool LacksCredential { get; set; }

    /// <summary>How the response compares with the recorded one, once it is there.</summary>
    public ResponseComparison Response { get; set; } = ResponseComparison.AsRecorded;

    /// <summary>When the response was there, as a timestamp of the replay's clock.</summary>
    public long ResponseEnded { get; private set; }

    /// <summary>Whether every recorded call has been made (answered, or made to fail by a fault).</summary>
    public bool HasAllCalls => _order.IsComplete;

    /// <summary>Whether a call that was recorded after the response had been sent is still to come.</summary>
    public bool AwaitsLateCalls => _order.IsMissingAny(Exchange.IsLate);

    public void EndResponse(long timestamp)
    {
        ResponseEnded = timestamp;
        _isAwaitingResponse = false;
    }

    public void Stall() => _hasStalled = true;

    /// <summary>Finds the recorded call for a request.</summary>
    /// <param name="probe">The request.</param>
    /// <param name="decide">Decides, for a recorded call and attempt, whether it is answered now; called under the lock.</param>
    /// <param name="observer">Chooses a recorded call where none is equal; <see langword="null"/> in a replay that is judged.</param>
    /// <param name="onlyEqual">Whether the observer is told of the call and may not choose.</param>
    /// <returns>The recorded call, or <see langword="null"/> when there is none left or the exchange is closed.</returns>
    public PlannedCall? Match(CallProbe probe, Func<PlannedCall, int, bool> decide, IReplayObserver? observer = null, bool onlyEqual = false)
    {
        lock (_lock)
        {
            int index = _isClosed ? -1 : _cursor.Peek(probe);
            if (index >= 0 && !_cursor.TryBind(index, probe))
            {
                index = -1;
            }

            if (index < 0 && !_isClosed && !onlyEqual && observer is not null)
            {
                index = observer.Choose(Exchange, _order.Missing(), probe)?.Index ?? -1;
            }

            if (index < 0)
            {
                return null;
            }

            observer?.Called(Address, Exchange, Exchange.Calls[index], probe.Request);

            PlannedCall call = Exchange.Calls[index];
            int attempt = 0;
            _attempts?.TryGetValue(index, out attempt);
            if (decide(call, attempt))
            {
                _cursor.Take(index);
            }
            else
            {
                _cursor.Unbind(index);
                CountAttempt(index);
            }

            _arrived++;
            _order.Arrive(index);
            Activity.Touch(call.Display);
            Events?.Add(LogicalEventKind.CallArrived, index);
            return call;
        }
    }

    /// <summary>Notes an event.</summary>
    public void Note(LogicalEventKind kind, int call = -1)
    {
        lock (_lock)
        {
            Events?.Add(kind, call);
        }
    }

    /// <summary>The events so far.</summary>
    public LogicalEvent[] TakeEvents()
    {
        lock (_lock)
        {
            return Events?.InCausalOrder(Exchange) ?? [];
        }
    }

    /// <summary>The caller went away while its answer was held back: the call was tried, not answered.</summary>
    public void GiveBack(PlannedCall call)
    {
        lock (_lock)
        {
            _cursor.Return(call.Index);
            CountAttempt(call.Index);
        }
    }

    /// <summary>Notes a call that matches no recorded one that is left.</summary>
    /// <returns>How it compares with the recorded calls; <see langword="null"/> when the exchange is closed.</returns>
    public UnmatchedCall? AddUnmatched(CallProbe probe)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return null;
            }

            UnmatchedCall unmatched = Describe(probe);
            if (unmatched.IsChange)
            {
                _order.Replace(unmatched.Nearest);
            }

            _arrived++;
            Activity.Touch(unmatched.Display);
            _unmatched ??= [];
            _unmatched.Add(_unmatched.Count < MostUnmatched ? unmatched with { Before = new PrecedingCalls(this).SoFar() } : unmatched with { Probe = null });
            CountUnmatched(probe, unmatched.Equal);
            return unmatched;
        }
    }

    /// <summary>Notes a call that no recorded one is left for, but that was answered by a mapping of the user's own.</summary>
    /// <returns><see langword="false"/> when the exchange is closed.</returns>
    public bool AddOverridden(CallProbe probe)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                CountUnmatched(probe, Exchange.CallIndex.FirstEqual(probe));
            }

            return !_isClosed;
        }
    }

    /// <summary>Notes which fault rules changed something.</summary>
    public void AddFaults(ulong rules) => Interlocked.Or(ref _faults, rules);

    /// <inheritdoc cref="CallOrder.HoldForPredecessorsAsync"/>
    public async ValueTask HoldForPredecessorsAsync(PlannedCall call, CancellationToken cancellationToken)
    {
        if (!_order.IsBeforeItsPredecessors(call))
        {
            return;
        }

        using (Activity.Hold())
        {
            await _order.HoldForPredecessorsAsync(call, cancellationToken);
        }
    }

    /// <summary>The recorded calls that have come, in recorded order.</summary>
    public IReadOnlyList<PlannedCall> Arrived() => _order.Arrived();

    /// <summary>Whether a recorded call was answered, rather than made to fail.</summary>
    public bool HasAnswered(PlannedCall call)
    {
        lock (_lock)
        {
            return _cursor.HasTaken(call.Index);
        }
    }

    /// <summary>Ends the exchange: what comes after this is late.</summary>
    /// <returns>How its calls compare with the recorded ones.</returns>
    public ExchangeCalls Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            IReadOnlyList<PlannedCall> missing = _order.Missing();
            return new ExchangeCalls(missing, _unmatched ?? [], _order.Reordered(), Interlocked.Read(ref _faults), _attempts is not null)
            {
                Deltas = missing.Count == 0 && _attempts is null && _unmatchedCounts is null ? null : CountDeltas(missing),
            };
        }
    }

    private CallDeltas CountDeltas(IReadOnlyList<PlannedCall> missing)
    {
        var deltas = new CallDeltas();
        foreach (PlannedCall call in missing)
        {
            deltas.AddMissing(DependencyRoute.Of(call.Event), Exchange.CallIndex.GroupOf(call.Index));
        }

        foreach ((int call, int failed) in _attempts ?? [])
        {
            int attempts = failed + (_cursor.HasTaken(call) ? 1 : 0);
            deltas.AddAttempts(DependencyRoute.Of(Exchange.Calls[call].Event), Exchange.CallIndex.GroupOf(call), attempts - 1);
        }

        foreach (((DependencyRoute route, int equal), int count) in _unmatchedCounts ?? [])
        {
            deltas.AddUnmatched(route, equal < 0 ? -1 : Exchange.CallIndex.GroupOf(equal), count);
        }

        return deltas;
    }

    private void CountUnmatched(CallProbe probe, int equal)
    {
        _unmatchedCounts ??= [];
        var key = (DependencyRoute.Of(probe.Request), equal);
        _unmatchedCounts[key] = _unmatchedCounts.GetValueOrDefault(key) + 1;
    }

    private void CountAttempt(int call)
    {
        _attempts ??= [];
        _attempts[call] = _attempts.GetValueOrDefault(call) + 1;
    }

    private UnmatchedCall Describe(CallProbe probe)
    {
        IReadOnlyList<PlannedCall> missing = _order.Missing();

        // Where an equal one is open and was not taken all the same, a value in the headers is not the one it had to be.
        int equal = missing.Any(call => Exchange.CallIndex.IsEqual(call, probe)) ? -1 : Exchange.CallIndex.FirstEqual(probe);
        var unmatched = new UnmatchedCall(CallDisplay.Of(probe.Request), _arrived, probe, equal, -1, null)
        {
            CompareHeaders = call => Exchange.CallIndex.CompareHeaders(call, probe, _headers),
        };
        return equal >= 0 ? unmatched : unmatched.ComparedWith(missing, Exchange.TraceIds);
    }
}
