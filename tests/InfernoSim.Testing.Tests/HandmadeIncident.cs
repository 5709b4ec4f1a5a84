using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Testing.Tests;

/// <summary>An incident that a test writes down.</summary>
internal sealed class HandmadeIncident
{
    private readonly List<IncidentEvent> _inbound = [];
    private readonly List<IncidentEvent> _outbound = [];
    private long _time = 1_700_000_000_000_000_000;

    public static RecordedCall Get(string url, string answer, int status = 200, params (string Name, string Value)[] headers) =>
        new("GET", url, status, Encoding.UTF8.GetBytes(answer), [("Content-Type", "text/plain"), .. headers]);

    public HandmadeIncident Exchange(string target, int status, string contentType, string body, params RecordedCall[] calls)
    {
        string traceId = $"{_inbound.Count + 1:x32}";
        _inbound.Add(Event(IncidentEventType.InboundRequest, traceId) with { Method = "GET", Url = target, Headers = HeaderMap.Of(("Host", "service.test")) });
        foreach (RecordedCall call in calls)
        {
            _outbound.Add(Event(IncidentEventType.OutboundCall, traceId) with
            {
                Method = call.Method,
                Url = call.Url,
                Service = new Uri(call.Url).Authority,
                Status = call.Status,
                Body = RecordedBody.FromBytes(call.RequestBody),
                ResponseCaptured = true,
                ResponseHeaders = HeaderMap.Of(call.Headers),
                ResponseTrailers = HeaderMap.Of(call.Trailers),
                ResponseBody = RecordedBody.FromBytes(call.Body),
            });
        }

        _inbound.Add(Event(IncidentEventType.InboundResponse, traceId) with
        {
            Method = "GET",
            Url = target,
            Status = status,
            Headers = HeaderMap.Of(("Content-Type", contentType)),
            Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(body)),
        });
        return this;
    }

    /// <summary>The service called a dependency in some way, and said what it got.</summary>
    public HandmadeIncident Call(string way, string url, string body, params RecordedCall[] calls) =>
        Exchange($"/call/{way}?url={Uri.EscapeDataString(url)}", 200, "application/json; charset=utf-8", body, calls);

    public async Task<string> WriteAsync(string folder)
    {
        await using IncidentWriter writer = IncidentWriter.Open(folder);
        foreach (IncidentEvent e in _inbound)
        {
            await writer.Inbound.AppendAsync(e);
        }

        foreach (IncidentEvent e in _outbound)
        {
            await writer.Outbound.AppendAsync(e);
        }

        await writer.CompleteAsync(new IncidentMetadata());
        return folder;
    }

    private IncidentEvent Event(IncidentEventType type, string traceId) => new() { Type = type, TraceId = traceId, Timestamp = new IncidentTimestamp(_time += 1_000_000) };
}

internal sealed record RecordedCall(string Method, string Url, int Status, byte[] Body, (string Name, string Value)[] Headers)
{
    public byte[] RequestBody { get; init; } = [];

    public (string Name, string Value)[] Trailers { get; init; } = [];
}
