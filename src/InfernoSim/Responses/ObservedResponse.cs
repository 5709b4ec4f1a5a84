using InfernoSim.Incidents;

namespace InfernoSim.Responses;

/// <summary>What the service under test answered.</summary>
internal sealed record ObservedResponse
{
    public ResponseFailure Failure { get; init; }

    /// <summary>What the transport said about the failure, for a person.</summary>
    public string FailureDetail { get; init; } = "";

    public int Status { get; init; }

    public HeaderMap Headers { get; init; } = HeaderMap.Empty;

    public HeaderMap Trailers { get; init; } = HeaderMap.Empty;

    public ObservedBody Body { get; init; } = ObservedBody.Empty;
}
