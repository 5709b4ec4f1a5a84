using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Testing.Tests.VirtualTime;

/// <summary>An incident whose times a test writes down, in seconds from its start at 2023-11-14 22:13:20Z.</summary>
internal sealed class TimedIncident
{
    private readonly List<IncidentEvent> _inbound = [];
    private readonly List<IncidentEvent> _outbound = [];

    public TimedIncident Exchange(double at, string target, string body, double takes = 0.01, params TimedCall[] calls)
    {
        string traceId = $"{_inbound.Count + 1:x32}";
        _inbound.Add(Event(IncidentEventType.InboundRequest, traceId, at) with { Method = "GET", Url = target, Headers = HeaderMap.Of(("Host", "service.test")) });
        foreach (TimedCall call in calls)
        {
            _outbound.Add(Event(IncidentEventType.OutboundCall, traceId, call.At) with
            {
                Method = "GET",
                Url = call.Url,
                Service = new Uri(call.Url).Authority,
                Status = call.Status,
                Error = call.Error,
                DurationNanoseconds = (long)(call.Takes * 1e9),
                ResponseCaptured = call.Error is null,
                ResponseHeaders = call.Error is null ? HeaderMap.Of(("Content-Type", "text/plain")) : HeaderMap.Empty,
                ResponseBody = RecordedBody.FromBytes(call.Error is null ? "answer"u8.ToArray() : []),
            });
        }

        _inbound.Add(Event(IncidentEventType.InboundResponse, traceId, at + takes) with
        {
            Method = "GET",
            Url = target,
            Status = 200,
            Headers = HeaderMap.Of(("Content-Type", "text/plain; charset=utf-8")),
            Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(body)),
        });
        return this;
    }

    public async Task<string> WriteAsync(string folder)
    {
        await using IncidentWriter writer = IncidentWriter.Open(folder);
        foreach (IncidentEvent e in _inbound.OrderBy(e => e.Timestamp.UnixNanoseconds))
        {
            await writer.Inbound.AppendAsync(e);
        }

        foreach (IncidentEvent e in _outbound.OrderBy(e => e.Timestamp.UnixNanoseconds))
        {
            await writer.Outbound.AppendAsync(e);
        }

        await writer.CompleteAsync(new IncidentMetadata());
        return folder;
    }

    /// <summary>
    /// Five minutes in which a payment provider fails twice: once until the third retry of a back-off of 2, 4 and 8 s, once
    /// for good, so that the circuit opens for 30 s.
    /// </summary>
    public static TimedIncident FiveMinutes() => new TimedIncident()
        .Pay(0, 1, "200", (0, 200))
        .Pay(40, 2, "200", (0, 503), (2, 503), (6, 503), (14, 200))
        .Pay(100, 3, "503", (0, 503), (2, 503), (6, 503), (14, 503))
        .Pay(120, 4, "open")
        .Pay(150, 5, "200", (0, 200))
        .Pay(300, 6, "200", (0, 200));

    private TimedIncident Pay(double at, int order, string body, params (double After, int Status)[] calls)
    {
        string url = $"http://payments.test/pay/{order}";
        double last = calls.Length == 0 ? 0 : calls[^1].After;
        return Exchange(at, $"/time/call/backoff?url={Uri.EscapeDataString(url)}", body, last + 0.02, [.. calls.Select(call => new TimedCall(at + call.After + 0.005, url, call.Status))]);
    }

    private static IncidentEvent Event(IncidentEventType type, string traceId, double at) =>
        new() { Type = type, TraceId = traceId, Timestamp = new IncidentTimestamp(1_700_000_000_000_000_000 + (long)(at * 1e9)) };
}

internal sealed record TimedCall(double At, string Url, int Status = 200, double Takes = 0.005, string? Error = null);
