namespace InfernoSim.Planning;

/// <summary>
/// Which calls of an index one caller has been answered. Equal calls are answered in recorded order, but for those whose headers
/// have values that are new each time: a repeated value finds the call that repeats it. Not thread-safe: the owner locks.
/// </summary>
/// <param name="index">The calls.</param>
/// <param name="fresh">What the caller has sent in place of recorded values; <see langword="null"/> where only their form counts.</param>
internal sealed class CallCursor(CallIndex index, FreshHeaders? fresh = null)
{
    private Dictionary<int, Group>? _groups;
    private Dictionary<int, IReadOnlyList<FreshHeader>>? _taken;

    /// <summary>The first unanswered recorded call that equals the request.</summary>
    /// <returns>Its index, or -1.</returns>
    public int Peek(CallProbe probe)
    {
        foreach (int group in index.Find(probe))
        {
            int call = Of(group).Peek(index.CallsOf(group), Accepts(index.CallsOf(group), probe));
            if (call >= 0)
            {
                return call;
            }
        }

        return -1;
    }

    /// <summary>Notes the values that a request has in place of those of the call that <see cref="Peek"/> has just named.</summary>
    /// <returns><see langword="false"/> when another call has taken them meanwhile.</returns>
    public bool TryBind(int call, CallProbe probe)
    {
        if (fresh is null || index.CompareHeaders(call, probe, fresh).Fresh is not { Count: > 0 } values)
        {
            return true;
        }

        if (fresh.TryTake(values) is not { } added)
        {
            return false;
        }

        if (added.Count > 0)
        {
            (_taken ??= [])[call] = added;
        }

        return true;
    }

    /// <summary>Takes a call that <see cref="Peek"/> has just named.</summary>
    public void Take(int call) => Of(index.GroupOf(call)).Take(index.CallsOf(index.GroupOf(call)), call);

    /// <summary>Gives a call back, whose answer the caller did not wait for.</summary>
    public void Return(int call)
    {
        Of(index.GroupOf(call)).Return(call);
        Unbind(call);
    }

    /// <summary>Forgets the values of a call that was not answered: the next attempt may have others.</summary>
    public void Unbind(int call)
    {
        if (_taken?.Remove(call, out IReadOnlyList<FreshHeader>? added) == true)
        {
            fresh!.Return(added);
        }
    }

    /// <summary>Whether a call has been answered, and its answer waited for.</summary>
    public bool HasTaken(int call)
    {
        int group = index.GroupOf(call);
        return _groups?.TryGetValue(group, out Group? state) == true && state.HasTaken(index.CallsOf(group), call);
    }

    // All calls of a group have values that may be new in the same places, or none has.
    private Func<int, bool>? Accepts(int[] calls, CallProbe probe) =>
        fresh is null || index.CompareHeaders(calls[0], probe, fresh) is { Difference: null, Fresh.Count: 0 }
            ? null
            : call => index.CompareHeaders(call, probe, fresh).Difference is null;

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
        private HashSet<int>? _ahead;
        private SortedSet<int>? _returned;

        public int Peek(int[] calls, Func<int, bool>? accepts)
        {
            foreach (int call in _returned ?? [])
            {
                if (accepts?.Invoke(call) != false)
                {
                    return call;
                }
            }

            for (int i = _next; i < calls.Length; i++)
            {
                if (_ahead?.Contains(calls[i]) != true && accepts?.Invoke(calls[i]) != false)
                {
                    return calls[i];
                }
            }

            return -1;
        }

        public void Take(int[] calls, int call)
        {
            if (_returned?.Remove(call) == true)
            {
                return;
            }

            if (calls[_next] != call)
            {
                (_ahead ??= []).Add(call);
                return;
            }

            _next++;
            while (_next < calls.Length && _ahead?.Remove(calls[_next]) == true)
            {
                _next++;
            }
        }

        public void Return(int call) => (_returned ??= []).Add(call);

        public bool HasTaken(int[] calls, int call) =>
            (Array.IndexOf(calls, call) < _next || _ahead?.Contains(call) == true) && _returned?.Contains(call) != true;
    }
}
