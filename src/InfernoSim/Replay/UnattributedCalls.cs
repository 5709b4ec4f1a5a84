namespace InfernoSim.Replay;

/// <summary>
/// The recorded calls that belong to no exchange, during one run. Each is expected once from every worker; a call that
/// names its worker is answered from that worker's share, one that does not from what all workers have left.
/// </summary>
internal sealed class UnattributedCalls(CallIndex index, PlannedCall[] calls, int fanout)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, CallCursor> _byWorker = [];
    private readonly Dictionary<(int Worker, int Call), int> _attempts = [];
    private readonly int[] _answered = new int[calls.Length];
    private int _nextWorker;

    /// <summary>Finds the recorded call for a request; see <see cref="ExchangeScope.Match"/>.</summary>
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
            int call = worker >= 0 ? Of(worker).Peek(probe) : PeekAny(ref worker, probe);
            if (call < 0)
            {
                return null;
            }

            int attempt = _attempts.GetValueOrDefault((worker, call));
            if (decide(calls[call], worker, attempt))
            {
                Of(worker).Take(call);
                _answered[call]++;
                _attempts.Remove((worker, call));
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
            _answered[call.Index]--;
            _attempts[(worker, call.Index)] = _attempts.GetValueOrDefault((worker, call.Index)) + 1;
        }
    }

    /// <summary>The calls that some worker did not make, with how many did not, faulted ones left out.</summary>
    public IReadOnlyList<(PlannedCall Call, int Missing)> Missing()
    {
        lock (_lock)
        {
            return [.. calls.Select(call => (call, fanout - _answered[call.Index] - Faulted(call.Index))).Where(m => m.Item2 > 0)];
        }
    }

    public bool HasAll() => Missing().Count == 0;

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

    // A call is forgotten here when it is answered: what is left was made to fail each time.
    private int Faulted(int call) => _attempts.Keys.Count(key => key.Call == call);

    private CallCursor Of(int worker)
    {
        if (!_byWorker.TryGetValue(worker, out CallCursor? cursor))
        {
            _byWorker.Add(worker, cursor = new CallCursor(index));
        }

        return cursor;
    }
}
