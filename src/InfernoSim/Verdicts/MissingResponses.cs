using InfernoSim.Measuring;

namespace InfernoSim.Verdicts;

/// <summary>Requests that had no complete response though the incident holds one, by how they ended.</summary>
public sealed class MissingResponses
{
    private readonly EndingCounts _counts;

    internal MissingResponses(EndingCounts counts) => _counts = counts;

    /// <summary>Connections that the service did not accept.</summary>
    public long NotConnected => _counts.NotConnected;

    /// <summary>Connections that were closed before the response was complete.</summary>
    public long Closed => _counts.Closed;

    /// <summary>Requests to which nothing came within the idle limit.</summary>
    public long Unanswered => _counts.Unanswered;

    /// <summary>Those that are not zero, in one line.</summary>
    public override string ToString() => _counts.DescribeWithoutResponse();
}
