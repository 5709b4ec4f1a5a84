using System.Globalization;
using System.Text;
using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Recordings;

/// <summary>
/// An incident of a given size with a mix of what services exchange: mostly JSON of a few hundred bytes to a few kilobytes,
/// some requests without a body, a few large documents; a dozen headers each, and two dependency calls an exchange.
/// </summary>
internal static class RealisticIncident
{
    private const int Seed = 20261123;
    private const int ExchangesAtOnce = 64;
    private static readonly long Began = IncidentTimestamp.FromDateTimeOffset(new DateTimeOffset(2026, 11, 23, 18, 33, 15, TimeSpan.Zero)).UnixNanoseconds;

    /// <summary>Writes it; the same seed gives the same incident, but for the ids of events.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="bytes">The size of both logs together, at least.</param>
    public static async Task WriteAsync(string folder, long bytes)
    {
        var random = new Random(Seed);
        FileInfo[] logs = [new(Path.Combine(folder, IncidentFiles.Inbound)), new(Path.Combine(folder, IncidentFiles.Outbound))];
        await using IncidentWriter writer = IncidentWriter.Open(folder);
        for (int index = 0; SizeOf(logs) < bytes; index += ExchangesAtOnce)
        {
            var appended = new List<Task>();
            for (int i = 0; i < ExchangesAtOnce; i++)
            {
                Append(index + i, random, writer, appended);
            }

            await Task.WhenAll(appended);
        }

        await writer.CompleteAsync(new IncidentMetadata { Env = "benchmark", Host = "localhost" });
    }

    private static long SizeOf(FileInfo[] logs)
    {
        foreach (FileInfo log in logs)
        {
            log.Refresh();
        }

        return logs.Sum(log => log.Length);
    }

    private static void Append(int index, Random random, IncidentWriter writer, List<Task> appended)
    {
        string traceId = (index + 1).ToString("x32", CultureInfo.InvariantCulture);
        long start = Began + (index * 5_000_000L);
        string target = string.Create(CultureInfo.InvariantCulture, $"/api/orders/{index}/items?page={random.Next(20)}&sort=created%20desc");
        byte[] body = index % 3 == 0 ? Document(random) : [];
        appended.Add(writer.Inbound.AppendAsync(new IncidentEvent
        {
            Type = IncidentEventType.InboundRequest,
            Timestamp = new IncidentTimestamp(start),
            Method = body.Length == 0 ? "GET" : "POST",
            Url = target,
            TraceId = traceId,
            Headers = RequestHeaders("shop.example.test", traceId),
            Body = RecordedBody.FromBytes(body),
        }).AsTask());
        for (int call = 0; call < 2; call++)
        {
            appended.Add(writer.Outbound.AppendAsync(Call(start + ((call + 1) * 700_000L), traceId, call == 0 ? "inventory.internal:8080" : "payments.internal", random)).AsTask());
        }

        appended.Add(writer.Inbound.AppendAsync(new IncidentEvent
        {
            Type = IncidentEventType.InboundResponse,
            Timestamp = new IncidentTimestamp(start + 4_123_456),
            Method = body.Length == 0 ? "GET" : "POST",
            Url = target,
            Status = 200,
            DurationNanoseconds = 4_123_456,
            TraceId = traceId,
            Headers = ResponseHeaders(),
            Body = RecordedBody.FromBytes(Document(random)),
        }).AsTask());
    }

    private static IncidentEvent Call(long start, string traceId, string dependency, Random random) => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = new IncidentTimestamp(start),
        Service = dependency,
        Method = "POST",
        Url = string.Create(CultureInfo.InvariantCulture, $"http://{dependency}/v2/lookup/{random.Next(100_000)}"),
        Status = 200,
        DurationNanoseconds = random.Next(200_000, 600_000),
        TraceId = traceId,
        Headers = RequestHeaders(dependency, traceId),
        Body = RecordedBody.FromBytes(Json(random, random.Next(150, 900))),
        ResponseCaptured = true,
        ResponseHeaders = ResponseHeaders(),
        ResponseBody = RecordedBody.FromBytes(Document(random)),
    };

    private static HeaderMap RequestHeaders(string host, string traceId) => HeaderMap.Of(
        ("Host", host),
        ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"),
        ("Accept", "application/json, text/plain, */*"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Accept-Language", "en-GB,en;q=0.9"),
        ("Authorization", "Bearer [REDACTED]"),
        ("Cookie", "session=[REDACTED]; theme=[REDACTED]"),
        ("Content-Type", "application/json"),
        ("traceparent", $"00-{traceId}-b7ad6b7169203331-01"),
        ("X-Forwarded-For", "203.0.113.7"),
        ("X-Request-Id", traceId));

    private static HeaderMap ResponseHeaders() => HeaderMap.Of(
        ("Content-Type", "application/json; charset=utf-8"),
        ("Date", "Mon, 23 Nov 2026 18:33:15 GMT"),
        ("Server", "Kestrel"),
        ("Cache-Control", "no-store"),
        ("Set-Cookie", "session=[REDACTED]; Path=/; HttpOnly"),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("Vary", "Accept-Encoding"),
        ("X-Content-Type-Options", "nosniff"));

    private static byte[] Document(Random random) => random.Next(100) switch
    {
        < 8 => [],
        < 68 => Json(random, random.Next(200, 2_000)),
        < 98 => Json(random, random.Next(2_000, 20_000)),
        _ => Json(random, random.Next(100_000, 300_000)),
    };

    private static byte[] Json(Random random, int length)
    {
        var text = new StringBuilder("{\"items\":[");
        while (text.Length < length)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{{\"id\":{random.Next()},\"sku\":\"K-{random.Next(1000, 9999)}\",\"name\":\"Größe {random.Next(100)}\",\"price\":{random.Next(100_000) / 100m},\"active\":true,\"tags\":[\"new\",\"sale\"]}},");
        }

        text.Length--;
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
