using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Verdicts;

namespace InfernoSim.Observing;

/// <summary>What was observed in a replay; <see cref="Verdict"/> judges it.</summary>
internal sealed class ReplayRecording
{
    internal ReplayRecording(ReplayObservations observed) => Observed = observed;

    internal ReplayObservations Observed { get; }

    /// <summary>The same recording, with what its host knows that it did not reach, such as calls that went past the stub.</summary>
    internal ReplayRecording WithNotTested(IReadOnlyList<NotTested> notReached) => new(Observed with { NotReached = [.. Observed.NotReached, .. notReached] });

    /// <summary>The same recording, with why https calls of the service never came.</summary>
    internal ReplayRecording WithCertificateProblem(string? problem) => problem is null ? this : new(Observed with { CertificateProblem = problem });

    /// <summary>The same recording, with what was measured inside the service.</summary>
    internal ReplayRecording WithInProcess(Goals.InProcessFigures figures) => new(Observed with { InProcess = figures });

    /// <summary>The same recording, with what a closer look at its limit found.</summary>
    internal ReplayRecording WithLimits(LimitEvidence limits, LimitTrial? trial) => new(Observed with { Limits = limits, LimitTrial = trial });
}
