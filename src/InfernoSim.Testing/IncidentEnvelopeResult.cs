using InfernoSim.Load.Envelope;
using InfernoSim.Printing;

namespace InfernoSim.Testing;

/// <summary>An envelope search that is over.</summary>
public sealed class IncidentEnvelopeResult
{
    /// <summary>What was found.</summary>
    public required EnvelopeSummary Summary { get; init; }

    /// <summary>The incident folder, as an absolute path.</summary>
    public required string IncidentFolder { get; init; }

    /// <summary>What the service printed or logged, the last part of it when it is much; empty when that is not known.</summary>
    public required string ServiceOutput { get; init; }

    /// <summary>What a person should know of the incident or the options, one line each.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Throws when the service sustains less than was asked, or nothing.</summary>
    /// <exception cref="IncidentEnvelopeFailedException">It does.</exception>
    public void ThrowIfFailed()
    {
        if (!Summary.Passed)
        {
            throw new IncidentEnvelopeFailedException(FailureMessage, Summary);
        }
    }

    /// <summary>What to tell someone whose test failed on this: what was asked and found, the whole summary, the next step.</summary>
    public string FailureMessage => $"{VisibleText.Line(Summary.Failure ?? "")}\n\n{Summary.ToText()}\nNext: {NextStep}";

    private string NextStep => Summary.Rate.IsGeneratorLimited
        ? "the load generator was the limit; run the service in another process or on another machine, or the test on an idle one."
        : Summary.Rate.MachineLimit is not null ? "the machine was the limit: raise it, or run the service on another machine; see docs/envelope.md."
        : !Summary.IsJudged ? "raise Budget, or ask for a figure that fewer requests show, such as p90; see docs/envelope.md."
        : "make the service faster under this load, lower AtLeast, or widen Slo; see docs/envelope.md.";
}

/// <summary>A service sustains less than was asked. The message begins with what was asked and found, and ends with the next step.</summary>
public sealed class IncidentEnvelopeFailedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was asked and found, the summary, the next step.</param>
    /// <param name="summary">What was found.</param>
    public IncidentEnvelopeFailedException(string message, EnvelopeSummary summary)
        : base(VisibleText.Lines(message)) => Summary = summary;

    /// <summary>What was found.</summary>
    public EnvelopeSummary Summary { get; }
}
