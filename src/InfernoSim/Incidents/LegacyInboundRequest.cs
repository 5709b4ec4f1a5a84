namespace InfernoSim.Incidents;

/// <summary>
/// The old form of an exchange in one line: an <c>InboundRequest</c> that carries the status (and duration) of its
/// response. Its <c>headers</c> and <c>bodyB64</c> are the request's, as its type says.
/// </summary>
internal static class LegacyInboundRequest
{
    /// <summary>The response as an event of its own, or <see langword="null"/> when the line is not in the old form.</summary>
    public static IncidentEvent? ResponseOf(IncidentEvent request) => request.Status == 0
        ? null
        : new IncidentEvent
        {
            Type = IncidentEventType.InboundResponse,
            Timestamp = new IncidentTimestamp(request.Timestamp.UnixNanoseconds + request.DurationNanoseconds),
            Sequence = request.Sequence,
            Service = request.Service,
            Method = request.Method,
            Url = request.Url,
            Status = request.Status,
            DurationNanoseconds = request.DurationNanoseconds,
            Error = request.Error,
            TraceId = request.TraceId,
            Headers = request.ResponseHeaders,
            Body = HoldsOnlyStatus(request) ? RecordedBody.NotRecorded : request.ResponseBody,
            ResponseTrailers = request.ResponseTrailers,
        };

    /// <summary>Whether nothing of the response but its status was kept.</summary>
    public static bool HoldsOnlyStatus(IncidentEvent request) =>
        request.Status != 0 && !request.ResponseCaptured && request.ResponseHeaders.Count == 0 && request.ResponseBody.Size == 0;
}
