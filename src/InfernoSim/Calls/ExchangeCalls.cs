using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>How the dependency calls of one replayed exchange compare with the recorded ones.</summary>
/// <param name="Missing">Recorded, never made; in recorded order.</param>
/// <param name="Unmatched">Made, not recorded; in the order they came.</param>
/// <param name="Reordered">Calls that were answered before one that they followed in the incident, with that one.</param>
/// <param name="Faults">Bit <c>n</c> is set when rule <c>n</c> changed something.</param>
/// <param name="HadFailingFaults">Whether a fault made a call fail, so that what follows may differ from worker to worker.</param>
internal sealed record ExchangeCalls(
    IReadOnlyList<PlannedCall> Missing,
    IReadOnlyList<UnmatchedCall> Unmatched,
    IReadOnlyList<(int Call, int Before)> Reordered,
    ulong Faults,
    bool HadFailingFaults)
{
    /// <summary>How many more or fewer calls were made than recorded; <see langword="null"/> when exactly the recorded ones were, each once.</summary>
    public CallDeltas? Deltas { get; init; }

    /// <summary>Recorded calls that the service did not wait for, though its response followed them in the incident.</summary>
    public IReadOnlyList<int> AfterResponse { get; init; } = [];

    /// <summary>Recorded calls that the service made and did not wait for as long as the recorded answer took.</summary>
    public IReadOnlyList<PlannedCall> GivenUp { get; init; } = [];

    /// <summary>Whether exactly the recorded calls were made, and before the response where they were so in the incident.</summary>
    public bool AreAsRecorded => Missing.Count == 0 && Unmatched.Count == 0 && Reordered.Count == 0 && AfterResponse.Count == 0 && GivenUp.Count == 0;

    /// <summary>
    /// Pairs calls that were made with recorded ones that were not, the most alike first. At the end it is known which
    /// were not made at all, which at the moment a call came was not: calls may be concurrent.
    /// </summary>
    /// <param name="recordedIds">The ids the recorded exchange went by.</param>
    public IReadOnlyList<UnmatchedCall> Changed(Matching.OwnIds recordedIds)
    {
        var changed = new List<UnmatchedCall>();
        List<PlannedCall> open = [.. Missing];
        List<UnmatchedCall> unpaired = [.. Unmatched.Where(call => call is { Equal: < 0, Probe: not null }).Select(call => call.ComparedWith(open, recordedIds))];
        while (unpaired.Where(call => call.IsChange).MinBy(Distance) is { } best)
        {
            changed.Add(best);
            unpaired.Remove(best);
            open.RemoveAll(call => call.Index == best.Nearest);
            unpaired = [.. unpaired.Select(call => call.Nearest == best.Nearest ? call.ComparedWith(open, recordedIds) : call)];
        }

        return changed;
    }

    // As CallDifference ranks: the same target is nearer than another query, that nearer than another method, path or host.
    private static int Distance(UnmatchedCall call) => call.Difference?.Location switch
    {
        "path" => 3,
        "method" => 2,
        { } query when query.StartsWith("query", StringComparison.Ordinal) => 1,
        _ => 0,
    };
}
