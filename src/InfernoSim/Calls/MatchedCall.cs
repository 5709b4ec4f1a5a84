using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>A dependency call with the recorded one that answers it.</summary>
/// <param name="Call">The recorded call.</param>
/// <param name="Decision">What faults do to it.</param>
/// <param name="Scope">The exchange it belongs to; <see langword="null"/> for one that belongs to none.</param>
/// <param name="Pool">Where it was taken from when it belongs to none.</param>
/// <param name="Worker">The worker whose share it is of.</param>
/// <param name="Request">The call that came.</param>
internal sealed record MatchedCall(
    PlannedCall Call, FaultDecision Decision, ExchangeScope? Scope, UnattributedCalls? Pool, int Worker, DependencyRequest Request);
