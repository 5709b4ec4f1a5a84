using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>One request to a <see cref="KnownService"/>, with the call to its dependency where it makes one.</summary>
internal static class KnownIncident
{
    private const string TraceId = "00000000000000000000000000000001";

    public static Incident Build(bool hasCall)
    {
        RecordedBody body = RecordedBody.FromBytes(System.Text.Encoding.UTF8.GetBytes(KnownService.Answer));
        HeaderMap text = HeaderMap.Of(("Content-Type", "text/plain; charset=utf-8"));
        return new Incident
        {
            Folder = "known-service",
            Exchanges =
            [
                new RecordedExchange
                {
                    Index = 0,
                    Request = Event(IncidentEventType.InboundRequest, 0) with { Url = "/work", Headers = HeaderMap.Of(("Host", "service.test")) },
                    Response = Event(IncidentEventType.InboundResponse, 50) with { Status = 200, Headers = text, Body = body },
                    Calls = hasCall ? [Call(text, body)] : [],
                },
            ],
            UnattributedCalls = [],
            Notices = [],
        };
    }

    private static IncidentEvent Call(HeaderMap headers, RecordedBody body) => Event(IncidentEventType.OutboundCall, 10) with
    {
        Url = $"http://{KnownService.Dependency}/",
        Service = KnownService.Dependency,
        Status = 200,
        ResponseCaptured = true,
        ResponseHeaders = headers,
        ResponseBody = body,
    };

    private static IncidentEvent Event(IncidentEventType type, int milliseconds) => new()
    {
        Type = type,
        TraceId = TraceId,
        Timestamp = new IncidentTimestamp(1_700_000_000_000_000_000 + (milliseconds * 1_000_000L)),
        Method = "GET",
    };
}
