using InfernoSim.Matching;
using InfernoSim.Observations;

namespace InfernoSim.Planning;

/// <summary>Every recorded call that a dependency call could be answered from: those of its exchange, then those of none.</summary>
internal static class CallCandidates
{
    /// <summary>Holds a call against each of them.</summary>
    /// <param name="plan">What was recorded.</param>
    /// <param name="exchange">The exchange that makes the call.</param>
    /// <param name="probe">The call.</param>
    public static IReadOnlyList<CandidateCall> Of(ReplayPlan plan, PlannedExchange exchange, CallProbe probe) =>
    [
        .. exchange.Calls.Select(candidate => Compare(exchange.CallIndex, candidate, probe, exchange.TraceIds)),
        .. plan.UnattributedCalls.Select(candidate => Compare(plan.UnattributedIndex, candidate, probe, OwnIds.None)),
    ];

    private static CandidateCall Compare(CallIndex index, PlannedCall candidate, CallProbe probe, OwnIds ids)
    {
        var compared = new CandidateCall { Exchange = candidate.Exchange, Call = candidate.Index, Request = candidate.Display, IsEqual = index.IsEqual(candidate, probe) };
        if (compared.IsEqual)
        {
            return compared with { Note = candidate.WhyUnanswerable is { } why ? $"but cannot be answered: {why}" : $"answered {candidate.Event.Status}" };
        }

        CallHeaderResult headers = index.CompareHeaders(candidate.Index, probe);
        CallDifference difference = CallDifference.Nearest(
            probe.Compared, [probe.AsCompared(candidate.Event, ids)], new TraceNoise(ids, probe.Ids), _ => (headers.Difference, headers.Differences))!;
        return difference.Location == "call"
            ? compared with { Note = "differs in its body, which was recorded in part" }
            : compared with { Location = difference.Location, Expected = SecretPlaces.Hide(difference.Location, difference.Expected), Got = SecretPlaces.Hide(difference.Location, difference.Got) };
    }
}
