using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Cli.Tests.Printing;

/// <summary>
/// An incident on disk with a text in every place of its logs and its folder's name that can hold it: two requests, a call that failed,
/// a call that was answered, a statement.
/// </summary>
internal static class HostileIncident
{
    private const string Trace = "0000000000000000000000000000000a";
    private const string OtherTrace = "0000000000000000000000000000000b";

    /// <summary>Writes requests of which no call is recorded, since a replay would wait for each that does not come.</summary>
    /// <returns>Its folder.</returns>
    public static string WriteRequests(TestFolder folder, string text) => Write(folder, text, [], []);

    /// <summary>Writes requests and their calls.</summary>
    /// <returns>Its folder.</returns>
    public static string Write(TestFolder folder, string text) => Write(folder, text, [FailedCall(0, text), AnsweredCall(1, text)], [Statement(text)]);

    /// <summary>Writes two requests, the first of them with calls for each text.</summary>
    /// <returns>Its folder.</returns>
    public static string WriteCalls(TestFolder folder, IEnumerable<string> texts) =>
        Write(folder, "all", [.. texts.SelectMany((text, index) => new[] { FailedCall(2 * index, text), AnsweredCall((2 * index) + 1, text) })], []);

    private static string Write(TestFolder folder, string text, JsonObject[] calls, JsonObject[] statements)
    {
        string incident = folder.File($"incident {text.Replace('/', '-')}");
        Directory.CreateDirectory(incident);
        string sent = Sent(text);
        Write(incident, "inbound.log", [.. Exchange(Trace, 0, $"/hello?q={sent}", text), .. Exchange(OtherTrace, 2, "/order", text)]);
        Write(incident, "outbound.log", calls);
        if (statements.Length > 0)
        {
            Write(incident, "sql.log", statements);
        }

        var metadata = new JsonObject { ["env"] = text, ["host"] = text, ["inbound_count"] = 4, ["outbound_count"] = calls.Length, ["sql_count"] = statements.Length, ["schema"] = 1 };
        File.WriteAllText(Path.Combine(incident, "incident.json"), metadata.ToJsonString());
        string rule = new JsonArray(Regex.Escape(text)).ToJsonString()[1..^1];
        File.WriteAllText(Path.Combine(incident, "replay.yaml"), $"ignore:\n  - body: {rule}\n");
        return incident;
    }

    // What HTTP does not carry is not read, so that there it can only be in texts that are not sent.
    private static string Sent(string text) => HostileText.IsCarried(text) ? text : "plain";

    private static JsonObject[] Exchange(string trace, int at, string url, string text)
    {
        string sent = Sent(text);
        byte[] body = Encoding.UTF8.GetBytes($"recorded {text}");
        JsonObject request = Event("InboundRequest", at, trace);
        request["method"] = at == 0 ? "GET" : "POST";
        request["url"] = url;
        request["headers"] = new JsonObject { ["X-Any"] = new JsonArray(sent), ["Authorization"] = new JsonArray($"[REDACTED] {sent}") };
        JsonObject response = Event("InboundResponse", at + 1, trace);
        response["status"] = 200;
        response["reason"] = sent;
        response["headers"] = new JsonObject { ["Content-Type"] = new JsonArray("text/plain"), ["X-Any"] = new JsonArray(sent) };
        response["bodySize"] = body.Length;
        response["bodyB64"] = Convert.ToBase64String(body);
        return [request, response];
    }

    private static JsonObject FailedCall(int at, string text)
    {
        JsonObject call = Event("OutboundCall", at, Trace);
        call["method"] = "GET";
        call["url"] = $"http://stock.test/item?q={Sent(text)}";
        call["service"] = "stock.test";
        call["error"] = text;
        return call;
    }

    private static JsonObject AnsweredCall(int at, string text)
    {
        string sent = Sent(text);
        JsonObject call = Event("OutboundCall", at, Trace);
        byte[] body = Encoding.UTF8.GetBytes(text);
        call["method"] = "POST";
        call["url"] = $"http://stock.test/{sent}";
        call["status"] = 200;
        call["headers"] = new JsonObject { ["X-Any"] = new JsonArray(sent) };
        call["bodyB64"] = Convert.ToBase64String(body);
        call["bodySize"] = body.Length;
        call["responseCaptured"] = true;
        call["responseHeaders"] = new JsonObject { ["X-Any"] = new JsonArray(sent) };
        return call;
    }

    private static JsonObject Statement(string text)
    {
        JsonObject statement = Event("SqlStatement", 0, Trace);
        statement["service"] = "orders";
        statement["method"] = "INSERT";
        statement["url"] = "sql://orders/Orders";
        statement["statement"] = new JsonObject
        {
            ["system"] = "sqlite",
            ["text"] = $"INSERT INTO Orders VALUES (@p0) -- {text}",
            ["parameters"] = new JsonObject { ["@p0"] = new JsonObject { ["type"] = "String", ["value"] = text } },
        };
        statement["result"] = new JsonObject { ["affected"] = 1 };
        return statement;
    }

    private static JsonObject Event(string type, int at, string trace) => new()
    {
        ["type"] = type,
        ["timestamp"] = DateTimeOffset.UnixEpoch.AddMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        ["sequence"] = at + 1,
        ["traceId"] = trace,
    };

    private static void Write(string incident, string log, IEnumerable<JsonObject> events) =>
        File.WriteAllText(Path.Combine(incident, log), string.Concat(events.Select(e => e.ToJsonString() + "\n")));
}
