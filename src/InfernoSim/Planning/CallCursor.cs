namespace InfernoSim.Planning;

/// <summary>
/// Which calls of an index one caller has been answered. Equal calls are answered in recorded order. Not thread-safe: the
/// owner locks.
/// </summary>
internal sealed class CallCursor(CallIndex index)
{
    private Dictionary<int, Group>? _groups;

    /// <summary>The first unanswered recorded call that equals the request.</summary>
    /// <returns>Its index, or -1.</returns>
    public int Peek(CallProbe probe)
    {
        foreach (int group in index.Find(probe))
        {
            int call = Of(group).Peek(index.CallsOf(group));
            if (call >= 0)
            {
                return call;
            }
        }

        return -1;
    }

    /// <summary>Takes a call that <see cref="Peek"/> has just named.</summary>
    public void Take(int call) => Of(index.GroupOf(call)).Take(call);

    /// <summary>Gives a call back, whose answer the caller did not wait for.</summary>
    public void Return(int call) => Of(index.GroupOf(call)).Return(call);

    /// <summary>Whether a call has been answered, and its answer waited for.</summary>
    public bool HasTaken(int call)
    {
        int group = index.GroupOf(call);
        return _groups?.TryGetValue(group, out Group? state) == true && state.HasTaken(index.CallsOf(group), call);
    }

    private Group Of(int group)
    {
        _groups ??= [];
        if (!_groups.TryGetValue(group, out Group? state))
        {
            _groups.Add(group, state = new Group());
        }

        return state;
    }

    private sealed class Group
    {
        private int _next;
        private SortedSet<int>? _returned;

        public int Peek(int[] calls) =>
            _returned is { Count: > 0 } ? _returned.Min : _next < calls.Length ? calls[_next] : -1;

        public void Take(int call)
        {
            if (_returned?.Remove(call) != true)
            {
                _next++;
            }
        }

        public void Return(int call) => (_returned ??= []).Add(call);

        public bool HasTaken(int[] calls, int call) => Array.IndexOf(calls, call) < _next && _returned?.Contains(call) != true;
    }
}
