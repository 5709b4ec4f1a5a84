using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>Which exchanges in flight a call that names none may belong to.</summary>
internal static class CandidateOwners
{
    /// <summary>
    /// Those that recorded such a call, in the incident's order. One whose response is there is none while another is
    /// awaited, unless the call came after the response in the incident too, or another worker may have been answered from
    /// the one that is awaited. First comes the one whose transaction the call belongs to, then those that have made what the
    /// call followed: whoever makes it has made that, and was given it in one of them.
    /// </summary>
    /// <param name="open">The exchanges in flight.</param>
    /// <param name="probe">The call.</param>
    /// <param name="isWorkerKnown">Whether all of them are of the worker whose call it is.</param>
    public static IEnumerable<ExchangeScope> Of(IReadOnlyList<ExchangeScope> open, CallProbe probe, bool isWorkerKnown)
    {
        bool isAnyAwaited = isWorkerKnown && open.Any(scope => scope.IsAwaitingResponse);
        return open
            .Where(scope => (scope.IsAwaitingResponse || !isAnyAwaited || scope.Calls.AwaitLateOnes) && LiveCalls.MayMatch(scope, probe))
            .OrderBy(scope => scope.Address != probe.Request.Group?.Exchange)
            .ThenBy(scope => !LiveCalls.IsDue(scope, probe))
            .ThenBy(scope => !scope.IsAwaitingResponse)
            .ThenBy(scope => scope.Address.Exchange)
            .ThenBy(scope => scope.Address.Worker);
    }

    /// <summary>
    /// The one that a call which matches nothing belongs to, where time, or else its own values in the call, leave one
    /// exchange. Of its workers it is the one that has made the fewest such calls, since each makes the same.
    /// </summary>
    public static ExchangeScope? OnlyOneOf(IEnumerable<ExchangeScope> open, CallProbe probe)
    {
        ExchangeScope[] awaited = [.. open.Where(scope => scope.IsAwaitingResponse)];
        PlannedExchange[] exchanges = [.. awaited.Select(scope => scope.Exchange).Distinct()];
        int owner = exchanges.Length > 1
            ? OwnValues.OnlyOwner([.. exchanges.Select(exchange => OwnValues.Of(exchange.Recorded.Request))], OwnValues.Of(probe.Request))
            : exchanges.Length - 1;
        return owner < 0
            ? null
            : awaited.Where(scope => ReferenceEquals(scope.Exchange, exchanges[owner])).MinBy(scope => (scope.Calls.UnmatchedCount, scope.Address.Worker));
    }
}
