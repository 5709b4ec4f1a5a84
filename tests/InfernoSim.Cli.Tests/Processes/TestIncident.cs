using System.Text;
using System.Text.Json.Nodes;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>Writes an incident by hand, a line an event, into the folder <c>incident</c>.</summary>
internal static class TestIncident
{
    public static void Write(TestFolder folder, params (string Method, string Url, int Status, string Body)[] exchanges)
    {
        var inbound = new StringBuilder();
        for (int i = 0; i < exchanges.Length; i++)
        {
            (string method, string url, int status, string body) = exchanges[i];
            Append(inbound, "InboundRequest", i, method, url, null, "");
            Append(inbound, "InboundResponse", i, method, url, status, body);
        }

        string incident = folder.File("incident");
        Directory.CreateDirectory(incident);
        File.WriteAllText(Path.Combine(incident, "inbound.log"), inbound.ToString());
        File.WriteAllText(Path.Combine(incident, "outbound.log"), "");
        File.WriteAllText(Path.Combine(incident, "incident.json"), $$"""{"inbound_count":{{2 * exchanges.Length}},"outbound_count":0,"schema":1}""");
    }

    private static void Append(StringBuilder log, string type, int index, string method, string url, int? status, string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        var line = new JsonObject
        {
            ["id"] = ((2 * index) + (status is null ? 1 : 2)).ToString("x32"),
            ["type"] = type,
            ["timestamp"] = DateTimeOffset.UnixEpoch.AddMilliseconds(index).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ["sequence"] = (2 * index) + (status is null ? 1 : 2),
            ["method"] = method,
            ["url"] = url,
            ["traceId"] = (index + 1).ToString("x32"),
        };
        if (status is not null)
        {
            line["status"] = status;
            line["headers"] = new JsonObject { ["Content-Length"] = new JsonArray($"{bytes.Length}") };
            line["bodySize"] = bytes.Length;
            line["bodyB64"] = Convert.ToBase64String(bytes);
        }

        log.Append(line.ToJsonString()).Append('\n');
    }
}
