using InfernoSim.Goals;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>Refuses the dependency calls that are found nowhere, and reports each where it belongs.</summary>
/// <param name="plan">What was recorded.</param>
/// <param name="recorder">Is told what comes.</param>
internal sealed class CallRefusals(ReplayPlan plan, ReplayRecorder recorder)
{
    /// <summary>Refuses a call that no recorded call answers.</summary>
    /// <param name="run">The run in progress.</param>
    /// <param name="found">What was found of it.</param>
    public DependencyAnswer Refuse(ReplayRun run, FoundCall found)
    {
        CallProbe probe = found.Probe;
        if (found.Scope is { } scope && scope.Calls.AddUnmatched(LiveCalls.ForReport(scope, probe)) is { } unmatched)
        {
            string? nearest = unmatched.Nearest >= 0 ? scope.Exchange.Calls[unmatched.Nearest].Display : null;
            string reason = unmatched.Equal >= 0
                ? "every recorded call of this content has been answered already"
                : "no recorded call of this exchange matches";
            return Refusal.Of(probe.Request, reason, nearest, unmatched.Difference);
        }

        if (found.Owner is { } known && plan.Find(known.Exchange) is { } exchange)
        {
            CallProbe normalized = LiveCalls.Normalize(run.LiveOf(known.Worker), exchange.Index, exchange.Calls, probe);
            recorder.AddLateCall(known, exchange, normalized);
            CountLate(run, known, normalized);
            return Refusal.Of(probe.Request, "its exchange is over, and every call recorded for it has been answered", null, null);
        }

        recorder.Calls.CountUnplaced(probe.Request);
        recorder.AddUnownedCall(run.Number, probe.Request);
        return Refusal.Of(probe.Request, "it names no exchange, and no recorded call that is still unanswered matches it", null, null);
    }

    /// <summary>Refuses a call of a run that is over.</summary>
    /// <param name="address">The exchange that it names.</param>
    /// <param name="probe">The call.</param>
    public DependencyAnswer RefuseStray(ReplayAddress address, CallProbe probe)
    {
        recorder.Calls.CountUnplaced(probe.Request);
        if (plan.Find(address.Exchange) is { } exchange)
        {
            recorder.AddStrayCall(address, exchange, probe);
        }

        return Refusal.Of(probe.Request, $"it belongs to run {address.Run + 1}, which is over", null, null);
    }

    /// <summary>Counts a call of an exchange that is over.</summary>
    /// <param name="run">The run in progress.</param>
    /// <param name="address">The exchange.</param>
    /// <param name="probe">The call.</param>
    public void CountLate(ReplayRun run, ReplayAddress address, CallProbe probe)
    {
        if (plan.Find(address.Exchange) is { } exchange)
        {
            int equal = exchange.CallIndex.FirstEqual(probe);
            run.Calls.AddLate(address, DependencyRoute.Of(probe.Request), equal < 0 ? -1 : exchange.CallIndex.GroupOf(equal));
        }
        else
        {
            recorder.Calls.CountUnplaced(probe.Request);
        }
    }
}
