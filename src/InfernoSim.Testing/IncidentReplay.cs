using InfernoSim.Measuring;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>A replay that is over.</summary>
public sealed class IncidentReplay
{
    /// <summary>The verdict.</summary>
    public required ReplaySummary Summary { get; init; }

    /// <summary>The incident folder that was replayed, as an absolute path.</summary>
    public required string IncidentFolder { get; init; }

    /// <summary>What the service printed or logged, the last part of it when it is much; empty when that is not known.</summary>
    public required string ServiceOutput { get; init; }

    /// <summary>What a person should know of the incident or the options, one line each.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>How many calls were answered by mappings of the test's own in place of the recording, by request.</summary>
    public required IReadOnlyDictionary<string, long> OverriddenCalls { get; init; }

    /// <summary>What the limiting factor rests on.</summary>
    internal LimitEvidence? Limits { get; init; }

    /// <summary>What to tell someone whose test failed on this: the outcome, the first divergence, the next step.</summary>
    public string FailureMessage => Testing.FailureMessage.Of(this);

    /// <summary>Throws when the outcome is one that fails.</summary>
    /// <exception cref="IncidentReplayFailedException">It is.</exception>
    public void ThrowIfFailed()
    {
        if (!Summary.Passed)
        {
            throw new IncidentReplayFailedException(FailureMessage, Summary);
        }
    }
}
