using InfernoSim.Verdicts;

namespace InfernoSim.Replay;

/// <summary>What was observed in a replay; <see cref="Verdict"/> judges it.</summary>
public sealed class ReplayRecording
{
    internal ReplayRecording(ReplayObservations observed) => Observed = observed;

    internal ReplayObservations Observed { get; }
}
