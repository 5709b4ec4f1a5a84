using System.Globalization;
using InfernoSim.Benchmarks.Servers;
using InfernoSim.Incidents;

namespace InfernoSim.Benchmarks.Recordings;

/// <summary>An incident of requests, one after the other, that the trivial service answered.</summary>
internal static class TrivialIncident
{
    private const long Gap = 2_000_000;
    private static readonly long Began = IncidentTimestamp.FromDateTimeOffset(new DateTimeOffset(2026, 11, 23, 18, 33, 15, TimeSpan.Zero)).UnixNanoseconds;

    /// <summary>Writes it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="exchanges">How many there are.</param>
    /// <param name="reordersKeys">Whether the recorded bodies have their JSON keys in another order, so that bytes never tell that they are equal.</param>
    /// <param name="routes">The first parts of their paths, in turn; <c>items</c> by default.</param>
    public static async Task WriteAsync(string folder, int exchanges, bool reordersKeys, params string[] routes)
    {
        byte[] body = reordersKeys
            ? """{"items":[{"count":2,"sku":"K-1"},{"count":1,"sku":"K-7"}],"currency":"EUR","amount":129.9,"status":"accepted","id":"A-1027"}"""u8.ToArray()
            : TrivialService.Body.ToArray();
        await using IncidentWriter writer = IncidentWriter.Open(folder);
        for (int i = 0; i < exchanges; i++)
        {
            string url = string.Create(CultureInfo.InvariantCulture, $"/{(routes is [] ? "items" : routes[i % routes.Length])}/{i}");
            string traceId = (i + 1).ToString("x32", CultureInfo.InvariantCulture);
            await writer.Inbound.AppendAsync(Request(i, url, traceId));
            await writer.Inbound.AppendAsync(Response(i, url, traceId, body));
        }

        await writer.CompleteAsync(new IncidentMetadata { Env = "benchmark", Host = "localhost" });
    }

    private static IncidentEvent Request(int i, string url, string traceId) => new()
    {
        Type = IncidentEventType.InboundRequest,
        Timestamp = new IncidentTimestamp(Began + (i * Gap)),
        Method = "GET",
        Url = url,
        TraceId = traceId,
        Headers = HeaderMap.Of(("Host", "shop.test"), ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)"), ("Accept", "application/json"), ("Accept-Language", "en")),
    };

    private static IncidentEvent Response(int i, string url, string traceId, byte[] body) => new()
    {
        Type = IncidentEventType.InboundResponse,
        Timestamp = new IncidentTimestamp(Began + (i * Gap) + (Gap / 2)),
        Method = "GET",
        Url = url,
        Status = 200,
        DurationNanoseconds = Gap / 2,
        TraceId = traceId,
        Headers = HeaderMap.Of(
            ("Content-Length", TrivialService.Body.Length.ToString(CultureInfo.InvariantCulture)),
            ("Content-Type", TrivialService.ContentType),
            ("Date", "Mon, 23 Nov 2026 18:33:15 GMT"),
            ("Server", "Kestrel")),
        Body = RecordedBody.FromBytes(body),
    };
}
