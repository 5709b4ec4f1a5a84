using System.Text.Json;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Planning;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>What reads an incident folder.</summary>
internal static class IncidentTargets
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>An exchange with a call and a statement, in the present form, as lines of the three logs.</summary>
    private static readonly string[] Lines =
    [
        $$$"""{"id":"{{{Trace}}}","type":"InboundRequest","timestamp":"2026-11-23T18:33:15.123456789Z","sequence":1,"method":"POST","url":"/orders/42?expand=items&at=1764000000","headers":{"Host":["shop.test"],"Content-Type":["application/json"],"Authorization":["Bearer [REDACTED]"],"Cookie":["sid=abc123def456; theme=dark"],"traceparent":["00-{{{Trace}}}-00f067aa0ba902b7-01"]},"bodySize":24,"traceId":"{{{Trace}}}","bodyB64":"eyJxdWFudGl0eSI6MywiaWQiOiI0MiJ9","bodySha256":"bac636e9552033772ac66865a87cc9302d14b5e9fff329390b810f9efbb54027"}""",
        $$$"""{"id":"1","type":"InboundResponse","timestamp":"2026-11-23T18:33:15.3Z","sequence":2,"method":"POST","url":"/orders/42?expand=items","status":201,"duration":176543211,"headers":{"Content-Type":["application/json; charset=utf-8"],"Location":["/orders/9f1c2a64-7a3e-4f0e-9d6b-3f8f0f8f1c11"],"Set-Cookie":["sid=abc123def456; Path=/; HttpOnly","x=1; Max-Age=60"]},"bodySize":30,"traceId":"{{{Trace}}}","bodyB64":"eyJpZCI6IjlmMWMyYTY0LTdhM2UiLCJuIjoxLjV9","responsePieces":[[1000,10],[2000,20]],"reason":"Created"}""",
        $$$"""{"id":"2","type":"OutboundCall","timestamp":"2026-11-23T18:33:15.2Z","sequence":1,"service":"payments.test:8080","method":"POST","url":"http://payments.test:8080/charges/42?sig=a%2Fb","status":200,"duration":5000000,"headers":{"Host":["payments.test:8080"],"Content-Type":["application/x-www-form-urlencoded"],"X-Request-Id":["9f1c2a64-7a3e-4f0e-9d6b-3f8f0f8f1c11"]},"bodySize":19,"traceId":"{{{Trace}}}","bodyB64":"YW1vdW50PTQyJm5vbmNlPXgrMQ==","bytesSent":120,"bytesReceived":80,"responseHeaders":{"Content-Type":["text/html"],"Date":["Mon, 23 Nov 2026 18:33:15 GMT"]},"responseBodySize":36,"responseBodyB64":"PGlucHV0IHR5cGU9aGlkZGVuIG5hbWU9dCB2YWx1ZT1hYmM+","responseCaptured":true,"injectionApplied":"dep=payments.test latency=+1ms"}""",
        $$$"""{"id":"3","type":"OutboundCall","timestamp":"2026-11-23T18:33:15.21Z","sequence":2,"service":"cart.test","method":"POST","url":"https://cart.test/shop.Cart/Add","status":200,"duration":4000000,"headers":{"Content-Type":["application/grpc"],"TE":["trailers"]},"bodySize":8,"traceId":"{{{Trace}}}","bodyB64":"AAAAAANhYmM=","responseHeaders":{"Content-Type":["application/grpc"]},"responseTrailers":{"grpc-status":["0"]},"responseBodySize":8,"responseBodyB64":"AAAAAANBQkM=","responseCaptured":true,"grpcServiceMethod":"/shop.Cart/Add","grpcStatus":"0","turns":[[0,0],[8,8]]}""",
        $$$$"""{"id":"4","type":"SqlStatement","timestamp":"2026-11-23T18:33:15.22Z","sequence":1,"service":"shop","method":"INSERT","url":"sql://shop/orders","duration":3399300,"traceId":"{{{{Trace}}}}","statement":{"system":"postgresql","text":"INSERT INTO orders (\"At\") VALUES ($1) RETURNING \"Id\"","parameters":{"$1":{"type":"timestamptz","value":"2026-11-29T04:19:29.101579Z"}}},"result":{"sets":[{"columns":[{"name":"Id","type":"int4","oid":23,"size":4,"format":1}],"rows":[[1]],"tag":"INSERT 0 1"}],"affected":1}}""",
        """{"id":"5","type":"SqlConnection","timestamp":"2026-11-23T18:33:15.1Z","sequence":2,"service":"shop","method":"CONNECT","url":"sql://shop/","duration":6302800,"statement":{"system":"postgresql","text":"CONNECT"},"result":{"sets":[],"settings":{"TimeZone":"UTC"}}}""",
    ];

    /// <summary>Forms that only old recordings and other tools have, and calls that failed.</summary>
    private static readonly string[] OtherLines =
    [
        """{"id":"6","type":"InboundRequest","timestamp":"2026-11-23T19:33:16+01:00","service":"shop","method":"GET","url":"/health","status":200,"duration":1000,"traceId":"a1"}""",
        """{"id":"7","type":"OutboundCall","timestamp":"2026-11-23T18:33:16Z","service":"payments.test","method":"GET","url":"/rates","status":503,"headers":{"Retry-After":["3"]},"bodyB64":"YnVzeQ=="}""",
        """{"id":"8","type":"OutboundCall","timestamp":"2026-11-23T18:33:17Z","service":"payments.test","method":"GET","url":"http://payments.test/rates","status":0,"error":"connection_refused: payments.test:80","connectionEnd":"reset","background":true}""",
        """{"id":"9","type":"OutboundCall","timestamp":"2026-11-23T18:33:17Z","method":"CONNECT","url":"secure.test:443","status":200,"bytesSent":517,"bytesReceived":4096,"responseCaptured":true}""",
        """{"id":"10","type":"Metric","timestamp":"2026-11-23T18:33:17.5Z","value":{"a":[1,2.5e3,null],"b":"\u00e9\ud83d\ude00"},"note":"kept"}""",
        """{"id":"11","type":"InboundResponse","timestamp":"2026-11-23T18:33:18Z","status":200,"headers":{"Content-Encoding":["gzip"]},"bodySize":100000,"bodyTruncated":true,"bodySha256":"7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a","traceId":"a1"}""",
    ];

    private static readonly IReadOnlyList<byte[]> Words = FuzzTarget.BytesOf(
        "\"type\":\"OutboundCall\",", "\"status\":0,", "\"bodyB64\":\"\\ud800\",", "\"bodySize\":-1,", "\"responseCaptured\":true,", "\"error\":\"\",", "\"headers\":{\"A\":[\"b\",\"c\"],\"a\":[]},",
        "\"turns\":[[9,9]],", "\"letGo\":[3,9,1764000000000000000,1764000001000000000],", "\"duration\":9223372036854775807,", "\"timestamp\":\"1678-01-01T00:00:00Z\",", "\"timestamp\":\"2262-01-01T00:00:00Z\",", "\"traceId\":\"\",", "\"method\":\"G T\",", "\"url\":\"\",", "\n", "[REDACTED]");

    private static readonly ReplayOptions Options = new()
    {
        Ignore = [NoiseRule.Parse("fresh: guids"), NoiseRule.Parse("fresh: times"), NoiseRule.Parse("json: $..id"), NoiseRule.Parse("query: sig")],
    };

    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("event line", FuzzTarget.BytesOf([.. Lines, .. OtherLines, .. RecordedLines()]), ReadLine)
        {
            Refusals = [typeof(JsonException), typeof(IncidentFormatException)],
            Words = Words,
            Found = FuzzTarget.BytesOf(
                """{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","bodyB64":"\ud800"}""",
                """{"type":"Metric","type":"Outbound\u0043all","traceId":"a","traceId":"","timestamp":"2026-11-23T18:33:15Z","sequence":1,"sequence":null}""",
                $$$"""{"type":"InboundRequest","timestamp":"2026-11-23T18:33:15Z","headers":{{{{string.Join(',', Enumerable.Repeat("\"a\":[\"b\"]", 20_000))}}}}}"""),
        },
        new("incident folder", FuzzTarget.BytesOf(string.Join('\n', Lines), string.Join('\n', Lines.Concat(OtherLines)), string.Join('\n', Lines.Concat(Lines))), ReadFolder)
        {
            Refusals = [typeof(IncidentFormatException), typeof(ReplayConfigurationException)],
            Words = Words,
            Found = FuzzTarget.BytesOf(
                string.Join('\n', Lines).Replace("INSERT INTO", "\\ud800", StringComparison.Ordinal),
                """{"type":"SqlStatement","timestamp":"2026-11-23T18:33:15Z","url":"x"}"""),
            Cost = 50,
        },
        new(
            "incident metadata",
            FuzzTarget.BytesOf(
                """{"captured_at":"2026-11-23T18:33:15Z","env":"prod","host":"h1","inbound_count":2,"outbound_count":1,"sql_count":3,"schema":1,"privacy":{"rules":["keep json: $.a"],"key":"abc","tokens":true,"several_keys":false},"not_recorded":["dns"],"more":{"a":[1]}}""",
                """{"captured_at":null,"env":null,"host":"","inbound_count":0,"outbound_count":0}"""),
            ReadMetadata)
        {
            Refusals = [typeof(IncidentFormatException)],
            Found = FuzzTarget.BytesOf("""{"env":"\ud800"}""", """{"\ud800":1}"""),
            Words = FuzzTarget.BytesOf("\"env\":\"\\ud800\",", "\"schema\":2,", "\"\\ud800\":1,"),
            Cost = 5,
        },
    ];

    // What was recorded for other tests.
    private static IEnumerable<string> RecordedLines() =>
        Repository.Read("tests/InfernoSim.Sql.Tests/Postgres/Shops/incident/sql.log").Split('\n').Where(line => line.Length is > 0 and < 2_000).Take(20);

    private static void ReadLine(byte[] input)
    {
        int end = input.AsSpan().IndexOf((byte)'\n');
        IncidentEvent e = Parse(end < 0 ? input : input.AsSpan(0, end));
        var line = new EventLine();
        try
        {
            // The bodies are in no file that they could be read from.
            line.Write(e with { Body = RecordedBody.None, ResponseBody = RecordedBody.None });
        }
        catch (ArgumentException)
        {
            // It cannot be written so that it is read back as it is, and that is said.
            return;
        }

        Assert.Equal(FactsOf(e), FactsOf(Parse(line.Line[..^1])));
    }

    // Who goes on with a log, or makes room in it, reads the heads alone, and must take the same lines for events, of the same exchanges.
    private static IncidentEvent Parse(ReadOnlySpan<byte> line)
    {
        bool isObject = EventHead.TryRead(line, out EventHead head, out _);
        try
        {
            IncidentEvent e = new EventParser(new LogSource("fuzz.log")).Parse(line, 1, 0);
            Assert.True(isObject);
            Assert.Equal((e.Type, e.Timestamp, e.Sequence ?? 0, e.TraceId, e.LetGo), (head.Type, head.Timestamp, head.Sequence, head.TraceId, head.LetGo));
            return e;
        }
        catch (JsonException)
        {
            Assert.False(isObject);
            throw;
        }
    }

    private static (string, IncidentTimestamp, string?, string?, string?, int, long, string?, string?) FactsOf(IncidentEvent e) =>
        (e.TypeName, e.Timestamp, e.Service, e.Method, e.Url, e.Status, e.DurationNanoseconds, e.Error, e.TraceId);

    private static void ReadFolder(byte[] input)
    {
        using var folder = new TestFolder();
        Write(folder, input);
        Incident incident = IncidentReader.Read(folder.Path);
        ReplayPlan plan = ReplayPlan.Create(incident, Options);
        foreach (PlannedExchange exchange in plan.Exchanges)
        {
            Match(exchange.Calls, exchange.CallIndex, exchange.TraceIds, plan.Noise);
        }

        Match(plan.UnattributedCalls, plan.UnattributedIndex, OwnIds.None, plan.Noise);
    }

    private static void Match(PlannedCall[] calls, CallIndex index, OwnIds ids, NoiseFilter? noise)
    {
        foreach (PlannedCall call in calls)
        {
            var target = RecordedTarget.Of(call.Event);
            var request = new DependencyRequest
            {
                Method = call.Event.Method ?? "GET",
                Scheme = target.Scheme,
                Authority = target.Authority,
                PathAndQuery = target.PathAndQuery,
                Headers = call.Event.Headers,
                Body = call.Event.Body.GetBytes(),
            };
            _ = index.FirstEqual(new CallProbe(request, ids, noise));
            _ = CallDifference.Nearest(request, calls.Select(other => other.Event), new TraceNoise(ids, ids));
            _ = call.WhyUnanswerable is null ? call.Answer() : null;
        }
    }

    private static void Write(TestFolder folder, byte[] input)
    {
        var logs = new Dictionary<string, List<byte>> { [IncidentFiles.Inbound] = [], [IncidentFiles.Outbound] = [], [IncidentFiles.Sql] = [] };
        foreach (Range place in ((ReadOnlySpan<byte>)input).Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = input.AsSpan(place);
            List<byte> log = logs[line.IndexOf("\"Sql"u8) >= 0 ? IncidentFiles.Sql : line.IndexOf("\"Outbound"u8) >= 0 ? IncidentFiles.Outbound : IncidentFiles.Inbound];
            log.AddRange(line);
            log.Add((byte)'\n');
        }

        foreach ((string name, List<byte> bytes) in logs)
        {
            File.WriteAllBytes(folder.File(name), [.. bytes]);
        }
    }

    private static void ReadMetadata(byte[] input)
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(folder.File(IncidentFiles.Metadata), input);
        _ = MetadataFile.Read(folder.Path);
    }
}
