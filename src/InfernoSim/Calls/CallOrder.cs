using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// In which order the recorded calls of one exchange came. A call is concurrent with another unless one had been answered
/// before the other began; the order of concurrent calls is up to the scheduler. So that a call which overtakes one it
/// followed in the incident can be told from one whose order changed, its answer is held back for a moment: a service that
/// makes both at once makes the other one meanwhile. Thread-safe.
/// </summary>
internal sealed class CallOrder(PlannedCall[] calls, ReorderPatience patience, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly bool[] _arrived = calls.Length == 0 ? [] : new bool[calls.Length];
    private bool[]? _overdue;
    private List<(int Call, int Before)>? _early;
    private TaskCompletionSource? _arrival;
    private int _count;
    private int _firstMissing; // calls are in the order they began: none before it can be missing

    /// <summary>Whether every recorded call has come.</summary>
    public bool IsComplete => Volatile.Read(ref _count) == calls.Length;

    /// <summary>Whether a recorded call that satisfies a condition has not come.</summary>
    public bool IsMissingAny(Func<PlannedCall, bool> condition)
    {
        lock (_lock)
        {
            return !IsComplete && calls.Any(call => !_arrived[call.Index] && condition(call));
        }
    }

    /// <summary>The recorded calls that have not come, in recorded order.</summary>
    public IReadOnlyList<PlannedCall> Missing()
    {
        lock (_lock)
        {
            return IsComplete ? [] : [.. calls.Where(call => !_arrived[call.Index])];
        }
    }

    /// <summary>The recorded calls that have come, in recorded order.</summary>
    public IReadOnlyList<PlannedCall> Arrived()
    {
        lock (_lock)
        {
            return [.. calls.Where(call => _arrived[call.Index])];
        }
    }

    /// <summary>The calls that came before one that they followed in the incident, with that one: of several the first.</summary>
    public IReadOnlyList<(int Call, int Before)> Reordered()
    {
        lock (_lock)
        {
            return _early is null ? [] : [.. _early.Where(early => _arrived[early.Before])];
        }
    }

    /// <summary>Notes a recorded call as come.</summary>
    public void Arrive(int call)
    {
        lock (_lock)
        {
            if (_arrived[call])
            {
                return;
            }

            _arrived[call] = true;
            ConfirmReorders(call);
            Volatile.Write(ref _count, _count + 1);
            while (_firstMissing < calls.Length && _arrived[_firstMissing])
            {
                _firstMissing++;
            }

            Pulse();
        }
    }

    /// <summary>Notes that another call has come in place of a recorded one, which need no longer be waited for.</summary>
    public void Replace(int call)
    {
        lock (_lock)
        {
            GiveUp(call);
            Pulse();
        }
    }

    /// <summary>Whether a call that this one followed in the incident has not come and has not been given up.</summary>
    public bool IsBeforeItsPredecessors(PlannedCall call)
    {
        if (Volatile.Read(ref _firstMissing) >= call.Index)
        {
            return false;
        }

        lock (_lock)
        {
            return MissingPredecessors(call).Any();
        }
    }

    /// <summary>The calls that this one followed in the incident and that have not come.</summary>
    public IReadOnlyList<PlannedCall> MissingBefore(PlannedCall call)
    {
        if (Volatile.Read(ref _firstMissing) >= call.Index)
        {
            return [];
        }

        lock (_lock)
        {
            return [.. MissingPredecessors(call).Select(other => calls[other])];
        }
    }

    /// <summary>Holds an answer back as long as it may turn out that the call is concurrent with those recorded before it.</summary>
    public async ValueTask HoldForPredecessorsAsync(PlannedCall call, CancellationToken cancellationToken)
    {
        while (NextArrival(call) is { } arrival)
        {
            if (!await CameWithinAsync(arrival, patience.For(call), cancellationToken))
            {
                Overtake(call);
                return;
            }
        }
    }

    private Task? NextArrival(PlannedCall call)
    {
        lock (_lock)
        {
            return MissingPredecessors(call).Any()
                ? (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : null;
        }
    }

    // What is missing for good is waited for once, not again before each call that follows it.
    private void Overtake(PlannedCall call)
    {
        lock (_lock)
        {
            patience.Expire(call);
            foreach (int missing in MissingPredecessors(call).ToArray())
            {
                GiveUp(missing);
                (_early ??= []).Add((call.Index, missing));
            }
        }
    }

    private void ConfirmReorders(int arrived)
    {
        foreach ((int call, int before) in _early ?? [])
        {
            if (before == arrived)
            {
                patience.Confirm(calls[call]);
            }
        }
    }

    private IEnumerable<int> MissingPredecessors(PlannedCall call)
    {
        for (int other = _firstMissing; other < call.Index; other++)
        {
            if (calls[other].End <= call.Start && !call.MayComeAnyTime && !calls[other].MayComeAnyTime && !_arrived[other] && _overdue?[other] != true)
            {
                yield return other;
            }
        }
    }

    private void GiveUp(int call) => (_overdue ??= new bool[calls.Length])[call] = true;

    private void Pulse()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }

    private async ValueTask<bool> CameWithinAsync(Task arrival, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await arrival.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
