using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.TestKit.Incidents;

/// <summary>An incident that a test writes down. Times are in seconds from its start at 2023-11-14 22:13:20Z.</summary>
public sealed class HandmadeIncident
{
    private const long Start = 1_700_000_000_000_000_000;
    private const double Step = 0.001;

    private readonly List<IncidentEvent> _inbound = [];
    private readonly List<IncidentEvent> _outbound = [];
    private double _time;

    /// <summary>Whether the calls name their exchange; those of a service that passes no trace context on do not.</summary>
    public bool CallsAreTraced { get; init; } = true;

    /// <summary>A GET that was answered with a text.</summary>
    public static RecordedCall Get(string url, string answer, int status = 200, params (string Name, string Value)[] headers) =>
        new("GET", url, status, Encoding.UTF8.GetBytes(answer), [("Content-Type", "text/plain"), .. headers]);

    /// <summary>Adds a GET that the service was asked, a millisecond between each of its events and the one before.</summary>
    public HandmadeIncident Exchange(string target, int status, string contentType, string body, params RecordedCall[] calls)
    {
        double start = _time += Step;
        RecordedCall[] timed = [.. calls.Select(call => call with { At = _time += Step })];
        return ExchangeAt(start, (_time += Step) - start, target, status, contentType, body, timed);
    }

    /// <summary>Adds a GET that the service was asked at a time, with the times of its calls given.</summary>
    public HandmadeIncident ExchangeAt(double start, double takes, string target, int status, string contentType, string body, params RecordedCall[] calls)
    {
        string traceId = $"{_inbound.Count + 1:x32}";
        _inbound.Add(Event(IncidentEventType.InboundRequest, traceId, start) with { Method = "GET", Url = target, Headers = HeaderMap.Of(("Host", "service.test")) });
        _outbound.AddRange(calls.Select(call => call.ToEvent(Event(IncidentEventType.OutboundCall, CallsAreTraced ? traceId : null, call.At))));
        _inbound.Add(Event(IncidentEventType.InboundResponse, traceId, start + takes) with
        {
            Method = "GET",
            Url = target,
            Status = status,
            Headers = HeaderMap.Of(("Content-Type", contentType)),
            Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(body)),
        });
        return this;
    }

    /// <summary>Writes it into a folder, in order of time.</summary>
    /// <returns>The folder.</returns>
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

    private static IncidentEvent Event(IncidentEventType type, string? traceId, double time) =>
        new() { Type = type, TraceId = traceId, Timestamp = new IncidentTimestamp(Start + (long)Math.Round(time * 1e9)) };
}
