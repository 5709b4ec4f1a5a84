using InfernoSim.Incidents;
using InfernoSim.Stub;

namespace InfernoSim.Testing.Adapters;

/// <summary>Which exceptions of <see cref="IncidentTest.RunAsync"/> are complete by their message.</summary>
public static class IncidentFailure
{
    /// <summary>
    /// Whether the message is written for the person whose test failed, so that a framework shows it alone, as a failed assertion.
    /// All others are surprises, of which the type and the place matter.
    /// </summary>
    /// <param name="failure">What was thrown.</param>
    /// <returns>Whether the message is enough.</returns>
    public static bool IsExplained(Exception failure) => failure is IncidentReplayFailedException or SnapshotMismatchException
        or IncidentEnvelopeFailedException or IncidentFormatException or ReplayConfigurationException or ServiceHostException or StubException or TimeoutException;
}
