using InfernoSim.Printing;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>
/// A replay failed. The message begins with the outcome and the first divergence and ends with the next step.
/// </summary>
public sealed class IncidentReplayFailedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The outcome, the first divergence, the next step.</param>
    /// <param name="summary">The whole verdict.</param>
    public IncidentReplayFailedException(string message, ReplaySummary summary)
        : base(VisibleText.Lines(message))
    {
        Summary = summary;
    }

    /// <summary>The whole verdict.</summary>
    public ReplaySummary Summary { get; }
}
