using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>What a recording says of a response, and so what a replay can compare.</summary>
internal static class RecordedResponse
{
    /// <summary>Whether there is anything to compare a response with.</summary>
    public static bool CanCompare(RecordedExchange exchange) =>
        exchange.Response is { } response && (response.Status != 0 || IsServiceFailure(response));

    /// <summary>Whether the recording says what the headers were. No response has none at all: old fixtures did not keep them.</summary>
    public static bool CanCompareHeaders(RecordedExchange exchange) =>
        exchange is { ResponseIsStatusOnly: false, Response: { } response } && (response.Status == 0 || response.Headers.Count > 0);

    /// <summary>Whether the recording says what the body was: by its bytes, by its hash, because there can be none, or because it was cut short.</summary>
    public static bool CanCompareBody(RecordedExchange exchange) =>
        !exchange.ResponseIsStatusOnly
        && exchange.Response is { } response
        && (response.Error is not null
            ? IsServiceFailure(response)
            : response.Body.Sha256 is not null
                || response.Body.IsRedacted
                || (response.Body.IsComplete && (response.Body.Size > 0 || HasNoBody(exchange, response))));

    /// <summary>Whether the service itself failed to answer. A request that its client gave up says nothing of the service.</summary>
    public static bool IsServiceFailure(IncidentEvent response) =>
        response.Error is { } error
        && (error.StartsWith(GatewayFailure.ConnectionReset, StringComparison.Ordinal)
            || error.StartsWith(GatewayFailure.ConnectionRefused, StringComparison.Ordinal)
            || error.StartsWith(GatewayFailure.ProtocolError, StringComparison.Ordinal));

    private static bool HasNoBody(RecordedExchange exchange, IncidentEvent response) =>
        exchange.Request.Method == "HEAD"
        || response.Status is 204 or 304 or (>= 100 and < 200)
        || (response.Headers.TryGetFirst("Content-Length", out string? length) && length == "0");
}
