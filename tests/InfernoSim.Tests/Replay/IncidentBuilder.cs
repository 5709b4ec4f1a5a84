using System.Globalization;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Tests.Replay;

/// <summary>Writes an incident down in memory. Times are in milliseconds from its start.</summary>
public sealed class IncidentBuilder
{
    public const string Folder = "/incidents/built-in-memory";

    private static readonly HeaderMap Json = HeaderMap.Of(("Content-Type", "application/json"));

    private readonly List<RecordedExchange> _exchanges = [];
    private readonly List<IncidentEvent> _unattributed = [];
    private readonly List<IncidentEvent> _connections = [];
    private readonly List<string> _notices = [];
    private readonly List<IncidentLoss> _losses = [];

    public static string TraceId(int exchange) => (exchange + 1).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Adds an exchange; without times it begins after the one before has ended.</summary>
    public IncidentBuilder Exchange(
        string target,
        string answer = "{}",
        double? at = null,
        double took = 10,
        string method = "GET",
        string body = "",
        int status = 200,
        HeaderMap? headers = null,
        IncidentEvent[]? calls = null,
        Func<IncidentEvent, IncidentEvent>? request = null,
        Func<IncidentEvent, IncidentEvent?>? response = null)
    {
        int index = _exchanges.Count;
        double start = at ?? index * 20;
        var asked = new IncidentEvent
        {
            Type = IncidentEventType.InboundRequest,
            Timestamp = Time(start),
            Method = method,
            Url = target,
            TraceId = TraceId(index),
            Headers = headers ?? HeaderMap.Of(("Host", "shop.test")),
            Body = Bytes(body),
        };
        var answered = new IncidentEvent
        {
            Type = IncidentEventType.InboundResponse,
            Timestamp = Time(start + took),
            Status = status,
            TraceId = TraceId(index),
            Headers = Json,
            Body = Bytes(answer),
        };
        _exchanges.Add(new RecordedExchange
        {
            Index = index,
            Request = request is null ? asked : request(asked),
            Response = response is null ? answered : response(answered),
            Calls = [.. (calls ?? []).Select(call => call with { TraceId = TraceId(index), Timestamp = new(Time(start).UnixNanoseconds + call.Timestamp.UnixNanoseconds) })],
        });
        return this;
    }

    public IncidentBuilder Unattributed(params IncidentEvent[] calls)
    {
        _unattributed.AddRange(calls);
        return this;
    }

    /// <summary>What belongs to connections to databases.</summary>
    public IncidentBuilder Connection(IncidentEvent recorded)
    {
        _connections.Add(recorded);
        return this;
    }

    public IncidentBuilder Notice(string notice)
    {
        _notices.Add(notice);
        return this;
    }

    public IncidentBuilder Lost(IncidentLoss loss)
    {
        _losses.Add(loss);
        return this;
    }

    public Incident Build(string folder = Folder) => new() { Folder = folder, Exchanges = _exchanges, UnattributedCalls = _unattributed, SqlConnections = _connections, Losses = _losses, Notices = _notices };

    /// <summary>A dependency call; its time is counted from the start of its exchange.</summary>
    public static IncidentEvent Call(string url, string answer = "{}", double at = 1, double took = 1, string method = "GET", string body = "", int status = 200, string? error = null) => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = new IncidentTimestamp((long)(at * 1_000_000)),
        DurationNanoseconds = (long)(took * 1_000_000),
        Service = new Uri(url).Authority,
        Method = method,
        Url = url,
        Status = status,
        Error = error,
        ResponseCaptured = true,
        Headers = body.Length == 0 ? HeaderMap.Empty : Json,
        Body = Bytes(body),
        ResponseHeaders = status == 0 ? HeaderMap.Empty : Json,
        ResponseBody = status == 0 ? RecordedBody.None : Bytes(answer),
    };

    private static RecordedBody Bytes(string text) => text.Length == 0 ? RecordedBody.None : RecordedBody.FromBytes(Encoding.UTF8.GetBytes(text));

    private static IncidentTimestamp Time(double milliseconds) => new((long)(milliseconds * 1_000_000));
}
