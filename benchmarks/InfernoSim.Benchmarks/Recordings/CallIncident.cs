using System.Globalization;
using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Recordings;

/// <summary>An incident of exchanges with ten dependency calls each, no two of them equal, in memory.</summary>
internal static class CallIncident
{
    public const string Dependency = "inventory.test";
    private const int CallsOfExchange = 10;
    private const long Gap = 1_000_000;

    /// <summary>Makes it.</summary>
    /// <param name="calls">How many calls there are; a multiple of ten.</param>
    /// <param name="isOwned">Whether the calls name their exchange.</param>
    public static Incident Of(int calls, bool isOwned)
    {
        int exchanges = calls / CallsOfExchange;
        IncidentEvent[][] callsOf = [.. Enumerable.Range(0, exchanges).Select(CallsOf)];
        return new Incident
        {
            Folder = $"{calls} calls",
            Exchanges = [.. callsOf.Select((own, index) => Exchange(index, isOwned ? own : []))],
            UnattributedCalls = isOwned ? [] : [.. callsOf.SelectMany(own => own)],
        };
    }

    /// <summary>The request targets of an exchange's calls, in absolute form.</summary>
    public static IEnumerable<string> TargetsOf(int exchange) => Enumerable.Range(0, CallsOfExchange)
        .Select(call => string.Create(CultureInfo.InvariantCulture, $"http://{Dependency}/stock/{exchange}/{call}?warehouse=7&sku=K-{call}"));

    private static RecordedExchange Exchange(int index, IncidentEvent[] calls) => new()
    {
        Index = index,
        Request = new IncidentEvent
        {
            Type = IncidentEventType.InboundRequest,
            Timestamp = new IncidentTimestamp(index * Gap * 2),
            Method = "GET",
            Url = string.Create(CultureInfo.InvariantCulture, $"/orders/{index}"),
            TraceId = TraceIdOf(index),
        },
        Response = new IncidentEvent { Type = IncidentEventType.InboundResponse, Timestamp = new IncidentTimestamp((index * Gap * 2) + Gap), Status = 204, TraceId = TraceIdOf(index) },
        Calls = calls,
    };

    private static IncidentEvent[] CallsOf(int exchange) => [.. TargetsOf(exchange).Select((target, call) => new IncidentEvent
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = new IncidentTimestamp((exchange * Gap * 2) + call),
        Service = Dependency,
        Method = "GET",
        Url = target,
        Status = 200,
        DurationNanoseconds = 1,
        Headers = HeaderMap.Of(("Accept", "application/json")),
        ResponseCaptured = true,
        ResponseHeaders = HeaderMap.Of(("Content-Type", "application/json")),
        ResponseBody = RecordedBody.FromBytes("""{"sku":"K-1","available":12,"reserved":3}"""u8.ToArray()),
    })];

    private static string TraceIdOf(int index) => (index + 1).ToString("x32", CultureInfo.InvariantCulture);
}
