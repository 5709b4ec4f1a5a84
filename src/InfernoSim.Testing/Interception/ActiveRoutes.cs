using System.Collections.Immutable;

namespace InfernoSim.Testing.Interception;

/// <summary>The routes of the replays and recordings that are in progress in this process.</summary>
internal static class ActiveRoutes
{
    private static ImmutableList<CallRoute> _all = [];

    public static IReadOnlyList<CallRoute> All => _all;

    /// <summary>Begins to lead the calls of a route, until the result is disposed of.</summary>
    public static ActiveRoute Add(CallRoute route)
    {
        ImmutableInterlocked.Update(ref _all, static (all, added) => all.Add(added), route);
        DefaultProxyRouter.EnsureInstalled();
        DirectCallWatch.EnsureInstalled();
        return new ActiveRoute(() => ImmutableInterlocked.Update(ref _all, static (all, removed) => all.Remove(removed), route));
    }
}

/// <summary>A route that is active until this is disposed of.</summary>
internal sealed class ActiveRoute(Action remove) : IDisposable
{
    public void Dispose() => remove();
}
