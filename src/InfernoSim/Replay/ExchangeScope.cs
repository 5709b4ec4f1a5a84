using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>
/// One exchange of one worker while it is replayed: which of its recorded calls have come, in which order, and which came
/// that were not recorded.
/// </summary>
internal sealed class ExchangeScope
{
    private const int NeverArrived = 0;

    private readonly Lock _lock = new();
    private readonly CallCursor _cursor;
    private readonly TimeProvider _time;
    private readonly ReorderPatience _patience;
    private readonly int[] _arrivals;
    private readonly List<UnmatchedCall> _unmatched = [];
    private readonly SortedSet<int> _faults = [];
    private Dictionary<int, int>? _attempts;
    private List<(int Call, int Before)>? _early;
    private TaskCompletionSource? _arrival;
    private int _arrived;
    private int _distinct;
    private int _firstMissing;
    private int _injectedWaits;
    private long _lastActivity;
    private int _finished;

    public ExchangeScope(ReplayAddress address, PlannedExchange exchange, ReorderPatience patience, TimeProvider time)
    {
        Address = address;
        Exchange = exchange;
        _patience = patience;
        _time = time;
        _cursor = new CallCursor(exchange.CallIndex);
        _arrivals = exchange.Calls.Length == 0 ? [] : new int[exchange.Calls.Length];
        Touch();
    }

    public ReplayAddress Address { get; }

    public PlannedExchange Exchange { get; }

    /// <summary>Whether the request is in flight.</summary>
    public bool IsAwaitingResponse { get; set; } = true;

    /// <summary>Whether the watch has given it up.</summary>
    public bool HasStalled { get; set; }

    /// <summary>Whether the request went out without a credential that it carried in the incident.</summary>
    public bool LacksCredential { get; set; }

    /// <summary>How the response compares with the recorded one, once it is there.</summary>
    public ResponseComparison Response { get; set; } = ResponseComparison.AsRecorded;

    /// <summary>Something happened on either side of the service on behalf of this exchange.</summary>
    public void Touch() => Volatile.Write(ref _lastActivity, _time.GetTimestamp());

    /// <summary>How long nothing has happened; nothing while a fault holds a call back, for then the waiting is ours.</summary>
    public TimeSpan Idle() =>
        Volatile.Read(ref _injectedWaits) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastActivity));

    /// <summary>Finds the recorded call for a request.</summary>
    /// <param name="probe">The request.</param>
    /// <param name="decide">Decides, for a recorded call and attempt, whether it is answered now; called under the lock.</param>
    /// <returns>The recorded call, or <see langword="null"/>.</returns>
    public PlannedCall? Match(CallProbe probe, Func<PlannedCall, int, bool> decide)
    {
        lock (_lock)
        {
            int index = _cursor.Peek(probe);
            if (index < 0)
            {
                return null;
            }

            int attempt = 0;
            _attempts?.TryGetValue(index, out attempt);
            bool isAnswered = decide(Exchange.Calls[index], attempt);
            if (isAnswered)
            {
                _cursor.Take(index);
            }
            else
            {
                (_attempts ??= [])[index] = attempt + 1;
            }

            Arrive(index);
            return Exchange.Calls[index];
        }
    }

    /// <summary>The caller went away while a fault held the answer back: the call was tried, not answered.</summary>
    public void GiveBack(PlannedCall call)
    {
        lock (_lock)
        {
            _cursor.Return(call.Index);
            _attempts ??= [];
            _attempts[call.Index] = _attempts.GetValueOrDefault(call.Index) + 1;
        }
    }

    public UnmatchedCall AddUnmatched(DependencyRequest request, CallProbe probe)
    {
        lock (_lock)
        {
            int equal = Exchange.CallIndex.FirstEqual(probe);
            UnmatchedCall unmatched = equal >= 0
                ? new UnmatchedCall(CallDisplay.Of(request), _arrived, equal, -1, null)
                : Unlike(request);
            _arrived++;
            _unmatched.Add(unmatched);
            Pulse();
            return unmatched;
        }
    }

    public void AddFaults(ulong rules)
    {
        lock (_lock)
        {
            for (int rule = 0; rules >> rule != 0; rule++)
            {
                if (((rules >> rule) & 1) != 0)
                {
                    _faults.Add(rule);
                }
            }
        }
    }

    /// <summary>Whether every recorded call has been made (answered, or made to fail by a fault).</summary>
    public bool HasAllCalls()
    {
        lock (_lock)
        {
            return _distinct == _arrivals.Length;
        }
    }

    /// <summary>Whether a call that was recorded after the response had been sent is still to come.</summary>
    public bool AwaitsLateCalls()
    {
        lock (_lock)
        {
            return Exchange.Calls.Any(call => _arrivals[call.Index] == NeverArrived && Exchange.IsLate(call));
        }
    }

    /// <summary>Claims the right to report this exchange.</summary>
    /// <returns><see langword="true"/> to the first caller only.</returns>
    public bool TryFinish() => Interlocked.Exchange(ref _finished, 1) == 0;

    /// <summary>Holds an answer back as long as it may turn out that the call is concurrent with one recorded before it.</summary>
    public async ValueTask HoldForPredecessorsAsync(PlannedCall call, CancellationToken cancellationToken)
    {
        int quietSlices = 0;
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                int missing = FirstMissingPredecessor(call);
                if (missing < 0)
                {
                    return;
                }

                TimeSpan wait = _patience.SliceFor(Exchange.Index, call.Index);
                if (quietSlices == ReorderPatience.Slices || wait == TimeSpan.Zero)
                {
                    (_early ??= []).Add((call.Index, missing));
                    return;
                }

                arrival = (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(wait, _time, cancellationToken);
            }

            await arrival.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            quietSlices += arrival.IsFaulted ? 1 : 0;
        }
    }

    /// <summary>A wait that a fault asked for.</summary>
    public async ValueTask WaitInjectedAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _injectedWaits);
        try
        {
            await Task.Delay(delay, _time, cancellationToken);
        }
        finally
        {
            Touch();
            Interlocked.Decrement(ref _injectedWaits);
        }
    }

    public ExchangeCalls Snapshot()
    {
        lock (_lock)
        {
            return new ExchangeCalls(
                [.. Exchange.Calls.Where(call => _arrivals[call.Index] == NeverArrived)],
                [.. _unmatched],
                [.. (_early ?? []).Where(early => _arrivals[early.Before] != NeverArrived)],
                [.. _faults],
                _attempts is not null);
        }
    }

    private UnmatchedCall Unlike(DependencyRequest request)
    {
        HashSet<int> taken = [.. _unmatched.Where(call => call.Nearest >= 0).Select(call => call.Nearest)];
        PlannedCall[] open = [.. Exchange.Calls.Where(call => _arrivals[call.Index] == NeverArrived && !taken.Contains(call.Index))];
        var noise = new TraceNoise(Exchange.TraceIds, OwnIds.Of(TraceContext.ReadExchangeId(request.Headers)));
        CallDifference? difference = CallDifference.Nearest(request, open.Select(call => call.Event), noise);
        PlannedCall? nearest = difference is null ? null : Array.Find(open, call => ReferenceEquals(call.Event, difference.Recorded));
        return new UnmatchedCall(CallDisplay.Of(request), _arrived, -1, nearest?.Index ?? -1, difference);
    }

    private void Arrive(int call)
    {
        _arrived++;
        if (_arrivals[call] == NeverArrived)
        {
            _arrivals[call] = _arrived;
            _distinct++;
            ConfirmReorders(call);
            while (_firstMissing < _arrivals.Length && _arrivals[_firstMissing] != NeverArrived)
            {
                _firstMissing++;
            }

            Pulse();
        }
    }

    private void ConfirmReorders(int arrived)
    {
        foreach ((int call, int before) in _early ?? [])
        {
            if (before == arrived)
            {
                _patience.Confirm(Exchange.Index, call);
            }
        }
    }

    private void Pulse()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }

    private int FirstMissingPredecessor(PlannedCall call)
    {
        // Calls are in the order they began, so that in the usual case, where all earlier ones have come, this looks at none.
        for (int other = _firstMissing; other < call.Index; other++)
        {
            if (Exchange.Calls[other].End <= call.Start && _arrivals[other] == NeverArrived)
            {
                return other;
            }
        }

        return -1;
    }
}
