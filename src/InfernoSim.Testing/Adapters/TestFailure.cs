using InfernoSim.Incidents;
using InfernoSim.Stub;

namespace InfernoSim.Testing.Adapters;

/// <summary>Which exceptions say all there is to say.</summary>
internal static class TestFailure
{
    /// <summary>
    /// Whether the message is written for the person whose test failed, so that a framework shows it without the name of the
    /// exception before it. All others are surprises, of which the type and the place matter.
    /// </summary>
    public static bool IsExplained(Exception failure) => failure is IncidentReplayFailedException or SnapshotMismatchException
        or IncidentEnvelopeFailedException or IncidentFormatException or ReplayConfigurationException or ServiceHostException or StubException or TimeoutException;
}
