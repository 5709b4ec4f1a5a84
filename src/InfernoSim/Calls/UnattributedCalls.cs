using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// The recorded calls that belong to no exchange, during one run. Each is expected once from every worker; a call that
/// names its worker is answered from that worker's share, one that does not from what all workers have left.
/// </summary>
/// <param name="index">Finds the calls.</param>
/// <param name="calls">The calls.</param>
/// <param name="fanout">How many workers there are.</param>
/// <param name="isEndless">Whether there is one share for all, which starts over when it is used up.</param>
internal sealed class UnattributedCalls(CallIndex index, PlannedCall[] calls, int fanout, bool isEndless = false)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, CallCursor> _byWorker = [];
    private readonly Dictionary<(int Worker, int Call), int> _attempts = [];

    // For each call, how many workers have it behind them: answered, or made to fail each time they tried.
    private readonly int[] _made = new int[calls.Length];
    private long _madeInAll;
    private int _nextWorker;

    /// <summary>Finds the recorded call for a request; see <see cref="ReplayedCalls.Match"/>.</summary>
    /// <param name="worker">The worker the call names, or -1; set to the worker whose share it was answered from.</param>
    /// <param name="probe">The request.</param>
    /// <param name="decide">Decides whether the recorded call is answered now.</param>
    /// <returns>The recorded call, or <see langword="null"/>.</returns>
    public PlannedCall? Match(ref int worker, CallProbe probe, Func<PlannedCall, int, int, bool> decide)
    {
        if (calls.Length == 0)
        {
            return null;
        }

        lock (_lock)
        {
            int call = isEndless ? PeekAnew(out worker, probe) : worker >= 0 ? Of(worker).Peek(probe) : PeekAny(ref worker, probe);
            if (call < 0)
            {
                return null;
            }

            int attempt = _attempts.GetValueOrDefault((worker, call));
            if (attempt == 0)
            {
                _made[call]++;
                _madeInAll++;
            }

            if (decide(calls[call], worker, attempt))
            {
                Of(worker).Take(call);
            }
            else
            {
                _attempts[(worker, call)] = attempt + 1;
            }

            return calls[call];
        }
    }

    public void GiveBack(PlannedCall call, int worker)
    {
        lock (_lock)
        {
            Of(worker).Return(call.Index);
            _attempts[(worker, call.Index)] = _attempts.GetValueOrDefault((worker, call.Index)) + 1;
        }
    }

    /// <summary>The calls that some worker did not make, with how many did not.</summary>
    public IReadOnlyList<(PlannedCall Call, int Missing)> Missing()
    {
        lock (_lock)
        {
            return [.. calls.Select(call => (call, fanout - _made[call.Index])).Where(m => m.Item2 > 0)];
        }
    }

    /// <summary>Whether every worker has made every call.</summary>
    public bool HasAll()
    {
        lock (_lock)
        {
            return _madeInAll == (long)calls.Length * fanout;
        }
    }

    // Equal calls without an owner are spread over the workers' shares in turn, as workers that keep pace would make them.
    private int PeekAny(ref int worker, CallProbe probe)
    {
        for (int i = 0; i < fanout; i++)
        {
            int candidate = (_nextWorker + i) % fanout;
            int call = Of(candidate).Peek(probe);
            if (call >= 0)
            {
                _nextWorker = (candidate + 1) % fanout;
                worker = candidate;
                return call;
            }
        }

        return -1;
    }

    private int PeekAnew(out int worker, CallProbe probe)
    {
        worker = 0;
        int call = Of(0).Peek(probe);
        if (call < 0 && index.Contains(probe))
        {
            _byWorker.Remove(0);
            call = Of(0).Peek(probe);
        }

        return call;
    }

    private CallCursor Of(int worker)
    {
        if (!_byWorker.TryGetValue(worker, out CallCursor? cursor))
        {
            _byWorker.Add(worker, cursor = new CallCursor(index));
        }

        return cursor;
    }
}
