using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>
/// The dependency calls of one exchange of one worker: which of the recorded ones have come, in which order, and which came
/// that were not recorded. Written by calls, on any thread.
/// </summary>
internal sealed class ReplayedCalls(ExchangeActivity activity, ExchangeEvents events, CallOrder order, ResponseOrder beforeResponse, FreshHeaders? headers)
{
    // Requests of calls that match nothing are kept for the report; a service gone wild makes any number of them.
    private const int MostUnmatched = 16;

    private readonly Lock _lock = new();
    private readonly PlannedExchange _exchange = activity.Exchange;
    private readonly CallCursor _cursor = new(activity.Exchange.CallIndex, headers);
    private readonly CallAttempts _attempts = new(activity.Exchange);
    private readonly HashSet<PlannedCall> _awaited = [];
    private HashSet<PlannedCall>? _begun;
    private List<UnmatchedCall>? _unmatched;
    private ulong _faults;
    private int _arrived;
    private bool _isClosed;

    /// <summary>Whether every recorded call has been made (answered, or made to fail by a fault).</summary>
    public bool AreAllMade => order.IsComplete;

    /// <summary>Whether a call that was recorded after the response had been sent is still to come.</summary>
    public bool AwaitLateOnes => order.IsMissingAny(_exchange.IsLate);

    /// <summary>Whether a call that may come at any time is still to come.</summary>
    public bool IsMissingAnyOfAnyTime => order.IsMissingAny(static call => call.MayComeAnyTime);

    /// <summary>How many came that were not recorded.</summary>
    public int UnmatchedCount
    {
        get
        {
            lock (_lock)
            {
                return _unmatched?.Count ?? 0;
            }
        }
    }

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
                index = observer.Choose(_exchange, order.Missing(), probe)?.Index ?? -1;
            }

            if (index < 0)
            {
                return null;
            }

            PlannedCall call = _exchange.Calls[index];
            observer?.Called(activity.Address, _exchange, call, probe);
            if (decide(call, _attempts.FailedOf(index)))
            {
                _cursor.Take(index);
            }
            else
            {
                _cursor.Unbind(index);
                _attempts.CountFailed(index);
            }

            _arrived++;
            order.Arrive(index);
            activity.Touch(call.Display);
            events.Note(LogicalEventKind.CallArrived, index);
            return call;
        }
    }

    /// <summary>Whether the recorded call that a request would be given has nothing missing before it.</summary>
    public bool IsDue(CallProbe probe)
    {
        lock (_lock)
        {
            int index = _isClosed ? -1 : _cursor.Peek(probe);
            return index >= 0 && !order.IsBeforeItsPredecessors(_exchange.Calls[index]);
        }
    }

    /// <summary>The caller went away while its answer was held back: the call was tried, not answered.</summary>
    public void GiveBack(PlannedCall call)
    {
        beforeResponse.GiveUp(call);
        lock (_lock)
        {
            _cursor.Return(call.Index);
            _attempts.CountFailed(call.Index);
        }
    }

    /// <summary>Takes a recorded call for one of which not all is there yet; <see langword="false"/> where another was taken for it.</summary>
    public bool TryBeginDialogue(PlannedCall call)
    {
        lock (_lock)
        {
            return (_begun ??= []).Add(call);
        }
    }

    /// <summary>The answer of a call is due when the recorded one was, and the service has to wait for it as it had in the incident.</summary>
    public void BeginWait(PlannedCall call)
    {
        lock (_lock)
        {
            _awaited.Add(call);
        }
    }

    /// <summary>It has waited.</summary>
    public void EndWait(PlannedCall call)
    {
        lock (_lock)
        {
            _awaited.Remove(call);
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
                order.Replace(unmatched.Nearest);
            }

            _arrived++;
            activity.Touch(unmatched.Display);
            _unmatched ??= [];
            _unmatched.Add(_unmatched.Count < MostUnmatched ? unmatched with { Before = new PrecedingCalls(_exchange, this).SoFar() } : unmatched with { Probe = null });
            _attempts.CountUnmatched(probe, unmatched.Equal);
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
                _attempts.CountUnmatched(probe, _exchange.CallIndex.FirstEqual(probe));
            }

            return !_isClosed;
        }
    }

    /// <summary>Notes which fault rules changed something.</summary>
    public void AddFaults(ulong rules) => Interlocked.Or(ref _faults, rules);

    /// <summary>Holds an answer back while its order among the other calls, or against the response, is not known.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancelled when the caller went away.</param>
    public async ValueTask HoldForOrderAsync(PlannedCall call, CancellationToken cancellationToken)
    {
        bool isEarly = order.IsBeforeItsPredecessors(call);
        if (!isEarly && !beforeResponse.Holds(call, activity.Address.Run))
        {
            return;
        }

        using (activity.Hold())
        {
            if (isEarly)
            {
                await order.HoldForPredecessorsAsync(call, cancellationToken);
            }

            await beforeResponse.HoldAsync(call, activity.Address.Run, cancellationToken);
        }
    }

    /// <summary>The calls that one followed in the incident and that have not come.</summary>
    public IReadOnlyList<PlannedCall> MissingBefore(PlannedCall call) => order.MissingBefore(call);

    /// <summary>A call is about to be answered as recorded.</summary>
    public void Answer(PlannedCall call) => beforeResponse.Answer(call);

    /// <summary>A call that was found is known to be this exchange's: its response is expected to wait for it.</summary>
    public void Begin(PlannedCall call) => beforeResponse.Begin(call);

    /// <summary>The response is complete.</summary>
    public void EndResponse() => beforeResponse.End();

    /// <summary>The recorded calls that have come, in recorded order.</summary>
    public IReadOnlyList<PlannedCall> Arrived() => order.Arrived();

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
            IReadOnlyList<PlannedCall> missing = order.Missing();
            return new ExchangeCalls(missing, _unmatched ?? [], order.Reordered(), Interlocked.Read(ref _faults), _attempts.HasFailed || _awaited.Count > 0)
            {
                AfterResponse = beforeResponse.Late(),
                GivenUp = [.. _awaited.Where(call => !_exchange.IsLate(call)).OrderBy(call => call.Index)],
                Deltas = _attempts.DeltasOf(missing, _cursor.HasTaken),
            };
        }
    }

    private UnmatchedCall Describe(CallProbe probe)
    {
        IReadOnlyList<PlannedCall> missing = order.Missing();

        // Where an equal one is open and was not taken all the same, a value in the headers is not the one it had to be.
        int equal = missing.Any(call => _exchange.CallIndex.IsEqual(call, probe)) ? -1 : _exchange.CallIndex.FirstEqual(probe);
        var unmatched = new UnmatchedCall(CallDisplay.Of(probe.Request), _arrived, probe, equal, -1, null)
        {
            CompareHeaders = call => _exchange.CallIndex.CompareHeaders(call, probe, headers),
        };
        return equal >= 0 ? unmatched : unmatched.ComparedWith(missing, _exchange.TraceIds);
    }
}
