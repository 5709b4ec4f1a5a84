namespace InfernoSim.Incidents;

/// <summary>A request to the service with its response and the dependency calls it caused.</summary>
public sealed record RecordedExchange
{
    /// <summary>The place of the exchange in the incident, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The request.</summary>
    public required IncidentEvent Request { get; init; }

    /// <summary>The response; <see langword="null"/> when none was recorded.</summary>
    public IncidentEvent? Response { get; internal init; }

    /// <summary>
    /// Whether only the status of the response was kept (old fixtures), so that its headers and body are unknown and
    /// cannot be compared with.
    /// </summary>
    public bool ResponseIsStatusOnly { get; internal init; }

    /// <summary>The outbound calls whose <c>traceId</c> is this exchange's, ordered by (timestamp, sequence).</summary>
    public IReadOnlyList<IncidentEvent> Calls { get; internal init; } = [];
}
