using InfernoSim.Goals;
using InfernoSim.Matching;

namespace InfernoSim.Observing;

/// <summary>
/// How far the dependency calls of one replayed exchange are from the recorded ones, as counts. An exchange whose calls are
/// as recorded has none, which is what keeps counting every call of every worker cheap. Not thread-safe: the owner locks.
/// </summary>
internal sealed class CallDeltas
{
    /// <summary>Calls by dependency, every attempt counted.</summary>
    public Dictionary<Authority, int> Calls { get; } = [];

    /// <summary>Calls by route; attempts that an injected fault failed, or whose answer nobody waited for, are not counted again.</summary>
    public Dictionary<DependencyRoute, int> Routes { get; } = [];

    /// <summary>Attempts by group of equal recorded calls, see <see cref="Planning.CallIndex.GroupOf"/>.</summary>
    public Dictionary<int, int> Attempts { get; } = [];

    public bool IsEmpty => Calls.Count == 0 && Routes.Count == 0 && Attempts.Count == 0;

    /// <summary>A recorded call was not made.</summary>
    public void AddMissing(DependencyRoute route, int group)
    {
        Add(Calls, route.Dependency, -1);
        Add(Routes, route, -1);
        Add(Attempts, group, -1);
    }

    /// <summary>A recorded call was attempted more than once.</summary>
    public void AddAttempts(DependencyRoute route, int group, int more)
    {
        Add(Calls, route.Dependency, more);
        Add(Attempts, group, more);
    }

    /// <summary>A call was made that no recorded one was left for.</summary>
    /// <param name="route">Where to.</param>
    /// <param name="group">The group of recorded calls it equals, or -1.</param>
    /// <param name="count">How often.</param>
    public void AddUnmatched(DependencyRoute route, int group, int count = 1)
    {
        Add(Calls, route.Dependency, count);
        Add(Routes, route, count);
        if (group >= 0)
        {
            Add(Attempts, group, count);
        }
    }

    /// <summary>More of the same exchange.</summary>
    public void Add(CallDeltas more)
    {
        AddAll(Calls, more.Calls);
        AddAll(Routes, more.Routes);
        AddAll(Attempts, more.Attempts);
    }

    private static void AddAll<TKey>(Dictionary<TKey, int> counts, Dictionary<TKey, int> more)
        where TKey : notnull
    {
        foreach ((TKey key, int count) in more)
        {
            Add(counts, key, count);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int count)
        where TKey : notnull
    {
        if (count != 0)
        {
            counts[key] = counts.GetValueOrDefault(key) + count;
        }
    }
}
