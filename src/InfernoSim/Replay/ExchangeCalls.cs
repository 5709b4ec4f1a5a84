namespace InfernoSim.Replay;

/// <summary>How the dependency calls of one replayed exchange compare with the recorded ones.</summary>
/// <param name="Missing">Recorded, never made; in recorded order.</param>
/// <param name="Unmatched">Made, not recorded; in the order they came.</param>
/// <param name="Reordered">Calls that were answered before one that they followed in the incident, with that one.</param>
/// <param name="Faults">Indexes of the rules that changed something.</param>
/// <param name="HadFailingFaults">Whether a fault made a call fail, so that what follows may differ from worker to worker.</param>
internal sealed record ExchangeCalls(
    IReadOnlyList<PlannedCall> Missing,
    IReadOnlyList<UnmatchedCall> Unmatched,
    IReadOnlyList<(int Call, int Before)> Reordered,
    IReadOnlyList<int> Faults,
    bool HadFailingFaults);
