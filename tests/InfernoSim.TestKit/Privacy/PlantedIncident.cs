using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InfernoSim.TestKit.Privacy;

/// <summary>An incident with secrets in every place where a value may stand, drawn from a seed: an exchange with a call and a statement for each.</summary>
public sealed class PlantedIncident
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Places =
        ["path", "query", "Referer", "Location", "header", "json", "escaped json", "form", "multipart", "bare multipart", "file", "events", "file name", "xml", "text", "gzip", "br", "trailer", "error", "sql", "call"];

    private readonly List<JsonObject> _inbound = [];
    private readonly List<JsonObject> _outbound = [];
    private readonly List<JsonObject> _sql = [];

    /// <summary>Draws the secrets and their places.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="withCalls">Whether there are calls and statements too.</param>
    public PlantedIncident(int seed, int count, bool withCalls = true)
    {
        var random = new Random(seed);
        Secrets = [.. Enumerable.Range(0, count).Select(i => PlantedSecret.Of(PlantedSecret.Kinds[i % PlantedSecret.Kinds.Count], random))];
        foreach ((int i, PlantedSecret secret) in Secrets.Index())
        {
            Plant(i, secret, Places[random.Next(withCalls ? Places.Length : Places.Length - 2)], withCalls);
        }
    }

    /// <summary>What was planted.</summary>
    public IReadOnlyList<PlantedSecret> Secrets { get; }

    /// <summary>Writes it.</summary>
    /// <param name="folder">Its folder.</param>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        Write(folder, "inbound.log", _inbound);
        Write(folder, "outbound.log", _outbound);
        if (_sql.Count > 0)
        {
            Write(folder, "sql.log", _sql);
        }

        File.WriteAllText(Path.Combine(folder, "incident.json"), $$"""{"inbound_count":{{_inbound.Count}},"outbound_count":{{_outbound.Count}},"sql_count":{{_sql.Count}},"schema":1}""");
    }

    private void Plant(int i, PlantedSecret secret, string place, bool withCalls)
    {
        // A name says that a value is secret only where there is one, and a key of several lines does not stand in one.
        string at = (secret.Name, place) switch
        {
            (not null, "path" or "Referer" or "Location" or "header" or "file name" or "trailer" or "error") => "query",
            (null, "path" or "query" or "Referer" or "Location" or "header" or "file name" or "trailer" or "form") when secret.Kind == "private key" => "json",
            (null, "path" or "query" or "form") when secret.Kind is "connection string" or "userinfo" => "header",
            _ => place,
        };
        string inQuery = secret.Name is null ? $"q={Uri.EscapeDataString(secret.Text)}" : $"{secret.Name}={secret.Text}";
        var request = new Message { Url = at switch { "path" => $"/n/{i}/{Uri.EscapeDataString(secret.Text)}", "query" => $"/n/{i}?{inQuery}&page=2", _ => $"/n/{i}" } };
        var response = new Message();
        Message of = i % 2 == 0 ? request : response;
        string value = secret.Name is null ? secret.Text : $"{secret.Name}={secret.Text}";
        string json = JsonSerializer.Serialize(new Dictionary<string, object> { [secret.Name ?? "note"] = secret.Text, ["total"] = 12.5 }, Plain);
        switch (at)
        {
            case "Referer" or "header": request.Headers[at == "header" ? "X-Any" : at] = new JsonArray(at == "Referer" && secret.Kind != "userinfo" ? $"https://shop.de/a?b={value}" : value); break;
            case "Location": response.Headers[at] = new JsonArray(secret.Kind == "userinfo" ? value : $"https://shop.de/a?b={value}"); break;
            case "json": of.Set("application/json", json); break;
            case "escaped json": of.Set("application/json", JsonSerializer.Serialize(new { payload = json }, i % 4 < 2 ? Plain : JsonSerializerOptions.Default)); break;
            case "form": of.Set("application/x-www-form-urlencoded", $"a=1&{inQuery}&b=2"); break;
            case "multipart": of.Set("multipart/form-data; boundary=x", $"--x\r\nContent-Disposition: form-data; name=\"{secret.Name ?? "note"}\"\r\n\r\n{secret.Text}\r\n--x--\r\n"); break;
            case "bare multipart": of.Set("multipart/form-data; boundary=x", $"--x\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name={secret.Name ?? "note"}\r\n\r\n{secret.Text}\r\n--x--\r\n"); break;
            case "file": of.Set("multipart/form-data; boundary=x", $"--x\r\nContent-Disposition: form-data; name=file; filename=a.json\r\n\r\n{json}\r\n--x--\r\n"); break;
            case "events": of.Set("text/event-stream", $"event: a\ndata: {json}\n\n"); break;
            case "file name": of.Set("multipart/form-data; boundary=x", $"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{secret.Text}\"\r\n\r\ndata\r\n--x--\r\n"); break;
            case "xml": of.Set("application/xml", $"<?xml version=\"1.0\"?><a><{secret.Name ?? "note"}>{secret.Text}</{secret.Name ?? "note"}></a>"); break;
            case "text": of.Set("text/plain", $"2026-11-29 INFO sent {value}\nnext"); break;
            case "gzip": of.Set("application/json", json, "gzip"); break;
            case "br": of.Set("application/json", json, "br"); break;
            case "trailer": response.Trailers["X-Last"] = new JsonArray(value); break;
        }

        Exchange(i, request, response, at == "error" ? $"refused: {value}" : null);
        if (withCalls)
        {
            _outbound.Add(Call(i, at == "call" ? inQuery : "q=1", at == "call" ? json : "{}"));
            _sql.Add(Statement(i, at == "sql" ? secret : null));
        }
    }

    private void Exchange(int i, Message request, Message response, string? error)
    {
        JsonObject asked = Event("InboundRequest", 2 * i, i);
        asked["method"] = "POST";
        asked["url"] = request.Url;
        asked["headers"] = request.Headers;
        asked["bodyB64"] = Convert.ToBase64String(request.Body);
        asked["bodySize"] = request.Body.Length;
        JsonObject answered = Event("InboundResponse", (2 * i) + 1, i);
        answered["status"] = 200;
        answered["headers"] = response.Headers;
        answered["responseTrailers"] = response.Trailers;
        answered["bodyB64"] = Convert.ToBase64String(response.Body);
        answered["bodySize"] = response.Body.Length;
        answered["error"] = error;
        _inbound.Add(asked);
        _inbound.Add(answered);
    }

    private static JsonObject Call(int i, string query, string body)
    {
        JsonObject call = Event("OutboundCall", i, i);
        call["method"] = "POST";
        call["url"] = $"http://stock.test/{i}?{query}";
        call["status"] = 200;
        call["headers"] = new JsonObject { ["Content-Type"] = new JsonArray("application/json") };
        call["bodyB64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body));
        call["bodySize"] = Encoding.UTF8.GetByteCount(body);
        call["responseCaptured"] = true;
        call["responseHeaders"] = new JsonObject { ["Content-Type"] = new JsonArray("application/json") };
        return call;
    }

    private static JsonObject Statement(int i, PlantedSecret? secret)
    {
        JsonObject statement = Event("SqlStatement", i, i);
        statement["service"] = "orders";
        statement["method"] = "INSERT";
        statement["url"] = "sql://orders/Users";
        statement["statement"] = new JsonObject
        {
            ["system"] = "sqlite",
            ["text"] = "INSERT INTO Users VALUES (@p)",
            ["parameters"] = new JsonObject { [$"@{secret?.Name ?? "p"}"] = new JsonObject { ["type"] = "String", ["value"] = secret?.Text ?? "x" } },
        };
        statement["result"] = new JsonObject { ["affected"] = 1 };
        return statement;
    }

    private static JsonObject Event(string type, int at, int exchange) => new()
    {
        ["type"] = type,
        ["timestamp"] = DateTimeOffset.UnixEpoch.AddMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        ["sequence"] = at + 1,
        ["traceId"] = (exchange + 1).ToString("x32"),
    };

    private static void Write(string folder, string log, IEnumerable<JsonObject> events) =>
        File.WriteAllText(Path.Combine(folder, log), string.Concat(events.Select(e => e.ToJsonString() + "\n")));

    private sealed class Message
    {
        public string Url { get; init; } = "";

        public JsonObject Headers { get; } = [];

        public JsonObject Trailers { get; } = [];

        public byte[] Body { get; private set; } = [];

        public void Set(string type, string content, string? encoding = null)
        {
            Headers["Content-Type"] = new JsonArray(type);
            Body = Encoding.UTF8.GetBytes(content);
            if (encoding is not null)
            {
                Headers["Content-Encoding"] = new JsonArray(encoding);
                using var compressed = new MemoryStream();
                using (Stream encoder = encoding == "br" ? new BrotliStream(compressed, CompressionLevel.Fastest) : new GZipStream(compressed, CompressionLevel.Fastest))
                {
                    encoder.Write(Body);
                }

                Body = compressed.ToArray();
            }

            Headers["Content-Length"] = new JsonArray($"{Body.Length}");
        }
    }
}
