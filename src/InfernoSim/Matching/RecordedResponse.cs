using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>What a recording says of a response, and so what a replay can compare.</summary>
internal static class RecordedResponse
{
    /// <summary>Whether there is anything to compare a response with.</summary>
    public static bool CanCompare(RecordedExchange exchange) =>
        exchange.Response is { } response && (response.Status != 0 || IsServiceFailure(response));

    /// <summary>
    /// Whether the recording says what the headers were. Old fixtures did not keep them; what is recorded now says that it holds
    /// all there was, for a response can have no header at all.
    /// </summary>
    public static bool CanCompareHeaders(RecordedExchange exchange) =>
        exchange is { ResponseIsStatusOnly: false, Response: { } response }
        && (response.Status == 0 || response.ResponseCaptured || response.Headers.Count > 0);

    /// <summary>Whether the recording says what the body was: by its bytes, by its hash, because there can be none, or because it was cut short.</summary>
    public static bool CanCompareBody(RecordedExchange exchange) =>
        !exchange.ResponseIsStatusOnly
        && exchange.Response is { } response
        && (response.Error is not null
            ? IsServiceFailure(response) || (WasLeft(response) && Says(response, GatewayFailure.ClientAborted) && response.Body.GetBytes().Length == response.Body.Size)
            : response.Body.Sha256 is not null
                || response.Body.IsRedacted
                || (response.Body.IsComplete && (response.Body.Size > 0 || HasNoBody(exchange, response))));

    /// <summary>Whether the service itself failed to answer. A request that its client gave up on is not the failure of the service.</summary>
    public static bool IsServiceFailure(IncidentEvent response) =>
        Says(response, GatewayFailure.ConnectionReset) || Says(response, GatewayFailure.ConnectionRefused) || Says(response, GatewayFailure.ProtocolError);

    /// <summary>
    /// Whether the response had begun when nobody waited for the rest of it any more: the client had left, or the recording ended.
    /// What there is of it is a beginning, and the service is held to that.
    /// </summary>
    public static bool WasLeft(IncidentEvent response) =>
        response is { Status: not 0, Body.IsRedacted: false } && (Says(response, GatewayFailure.ClientAborted) || Says(response, GatewayFailure.CaptureStopped));

    /// <summary>Whether nobody waited for the response any more before there was any of it. There is nothing that the service is held to.</summary>
    public static bool WasGivenUp(IncidentEvent response) =>
        response is { Status: 0 } && (Says(response, GatewayFailure.ClientAborted) || Says(response, GatewayFailure.CaptureStopped));

    /// <summary>Whether it was the client who gave it up, so that the recording lacks nothing.</summary>
    public static bool WasGivenUpByClient(IncidentEvent response) => WasGivenUp(response) && Says(response, GatewayFailure.ClientAborted);

    private static bool Says(IncidentEvent response, string code) => response.Error?.StartsWith(code, StringComparison.Ordinal) is true;

    private static bool HasNoBody(RecordedExchange exchange, IncidentEvent response) =>
        exchange.Request.Method == "HEAD"
        || response.ResponseCaptured
        || response.Status is 204 or 304 or (>= 100 and < 200)
        || (response.Headers.TryGetFirst("Content-Length", out string? length) && length == "0");
}
