using InfernoSim.Goals;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>How often the calls of one exchange were made, where that is not once each. Not thread-safe: the owner locks.</summary>
internal sealed class CallAttempts(PlannedExchange exchange)
{
    private Dictionary<int, int>? _failed;
    private Dictionary<(DependencyRoute Route, int Equal), int>? _unmatched;

    /// <summary>Whether a recorded call was attempted without being answered.</summary>
    public bool HasFailed => _failed is not null;

    /// <summary>How often a recorded call was attempted without being answered.</summary>
    public int FailedOf(int call) => _failed?.GetValueOrDefault(call) ?? 0;

    public void CountFailed(int call)
    {
        _failed ??= [];
        _failed[call] = _failed.GetValueOrDefault(call) + 1;
    }

    /// <summary>A call that no recorded one is left for.</summary>
    /// <param name="probe">The call.</param>
    /// <param name="equal">The index of a recorded call of the same content, or -1.</param>
    public void CountUnmatched(CallProbe probe, int equal)
    {
        _unmatched ??= [];
        var key = (DependencyRoute.Of(probe.Request), equal);
        _unmatched[key] = _unmatched.GetValueOrDefault(key) + 1;
    }

    /// <summary>How far the calls are from the recorded ones.</summary>
    /// <param name="missing">The recorded calls that have not come.</param>
    /// <param name="hasTaken">Whether a recorded call was answered in the end.</param>
    /// <returns><see langword="null"/> when exactly the recorded ones were made, each once.</returns>
    public CallDeltas? DeltasOf(IReadOnlyList<PlannedCall> missing, Func<int, bool> hasTaken)
    {
        if (missing.Count == 0 && _failed is null && _unmatched is null)
        {
            return null;
        }

        var deltas = new CallDeltas();
        foreach (PlannedCall call in missing)
        {
            deltas.AddMissing(DependencyRoute.Of(call.Event), exchange.CallIndex.GroupOf(call.Index));
        }

        foreach ((int call, int failed) in _failed ?? [])
        {
            int attempts = failed + (hasTaken(call) ? 1 : 0);
            deltas.AddAttempts(DependencyRoute.Of(exchange.Calls[call].Event), exchange.CallIndex.GroupOf(call), attempts - 1);
        }

        foreach (((DependencyRoute route, int equal), int count) in _unmatched ?? [])
        {
            deltas.AddUnmatched(route, equal < 0 ? -1 : exchange.CallIndex.GroupOf(equal), count);
        }

        return deltas;
    }
}
