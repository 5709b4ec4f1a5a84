using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using InfernoSim.Faults;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>What may change without a change of behaviour.</summary>
internal static class HarmlessVariations
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<TrustCase> All =>
    [
        New("nothing at all: fresh cookies, trace ids in problems, other ports", () => new Mutation()),
        New("JSON members in another order", () => Tamper.Json(Tamper.Product, Reverse)),
        New("white space in JSON", () => Tamper.Text(Tamper.Product, body => JsonNode.Parse(body)!.ToJsonString(Indented))),
        New("JSON without escapes", () => Tamper.Text(Tamper.Product, body => JsonNode.Parse(body)!.ToJsonString(Unescaped))),
        New("a number written otherwise (4.0, 4, 40e-1)", () => Tamper.Text(Tamper.Product, body => body.Replace("4.0", "40e-1", StringComparison.Ordinal))),
        New("header names in lower case", () => Tamper.Head(Tamper.Product, LowerCase)),
        New("headers in another order, a list in two lines", () => Tamper.Head(Tamper.Product, SplitList)),
        New("another Date and another Server", () => Tamper.Head(Tamper.Product, OtherDate)),
        New("a request id of its own for each response", () => Tamper.Head(Tamper.Product, response => response.Headers["X-Request-Id"] = Guid.NewGuid().ToString())),
        New("chunks in place of a content length", () => Tamper.Head(Tamper.Product, response => response.ContentLength = null)),
        New("a content length in place of chunks", () => Tamper.Body("/prices", body => body)),
        New("content that is not compressed, as it says", () => Tamper.Response("/prices", Uncompressed)),
        New("content compressed otherwise", () => Tamper.Response("/prices", CompressedOtherwise)),
        New("a connection closed after each response", () => Tamper.Head(Tamper.Product, response => response.Headers.Connection = "close")),
        New("a content type in other words", () => Tamper.Head(Tamper.Product, response => response.ContentType = "Application/JSON;charset=\"UTF-8\"")),
        New("a cookie with its attributes in another order", () => Tamper.Head("/login", OtherCookieOrder)),
        New("dependency calls over HTTP/1.0, a connection each", () => AllCalls(call => call.Version = HttpVersion.Version10)),
        New("dependency calls of one worker that carry no trace context", () => new Mutation { OnTransport = transport => transport.ActivityHeadersPropagator = null }) with
        {
            Options = TrustCase.Usual with { Fanout = 1 },
        },
        New("parallel dependency calls one after the other, backwards", () => new Mutation { QuotesBackwards = true }),
        New("query parameters of a dependency call in another order", () => Tamper.Call("/stock/42", call => call.RequestUri = Tamper.Target(call, pathAndQuery: ReverseQuery(call.RequestUri!)))),
        New("a percent-encoding of a dependency call in lower case", () => AllCalls(LowerCaseEncoding)),
        New("a form of a dependency call in another order", () => new Mutation { ReceiptForm = [new("copy", "yes"), new("channel", "mail"), new("order", "1001")] }),
        New("JSON of a dependency call in another order", () => Tamper.CallAt("/charges", ReverseBodyAsync)),
        New("chunks in place of the content length of a dependency call", () => Tamper.Call("/charges", call => call.Headers.TransferEncodingChunked = true)),
        New("volatile headers of dependency calls", () => AllCalls(call => call.Headers.Add("User-Agent", $"shop/{Guid.NewGuid()}"))),
        New("slower, where no window is set", () => Tamper.At(Tamper.Product, SlowlyAsync)),
        new("a latency injected into every dependency call", () => new Mutation(), ReplayOutcome.PassStrong)
        {
            Options = TrustCase.Usual with { Faults = [Fault.Parse("dep=* latency=+20ms jitter=20ms")], Window = TimeSpan.FromMinutes(1) },
        },
    ];

    private static TrustCase New(string name, Func<Mutation> plant) => new(name, plant, ReplayOutcome.PassStrong);

    private static Mutation AllCalls(Action<HttpRequestMessage> edit) => new()
    {
        OnCall = (call, send) =>
        {
            edit(call);
            return send(call);
        },
    };

    private static void Reverse(JsonObject content)
    {
        foreach ((string name, JsonNode? value) in content.ToArray().Reverse())
        {
            content.Remove(name);
            content.Add(name, value);
        }
    }

    private static void LowerCase(HttpResponse response)
    {
        response.Headers.Remove("X-Catalog-Version");
        response.Headers["x-catalog-version"] = "7";
    }

    private static void SplitList(HttpResponse response)
    {
        response.Headers.Remove("X-Catalog-Version");
        response.Headers.Vary = new(["Accept", "Accept-Language"]);
        response.Headers["X-Catalog-Version"] = "7";
    }

    private static void OtherDate(HttpResponse response)
    {
        response.Headers.Date = "Thu, 01 Jan 2026 00:00:00 GMT";
        response.Headers.Server = "nginx";
    }

    private static byte[] Uncompressed(HttpContext context, byte[] body)
    {
        context.Response.Headers.Remove("Content-Encoding");
        return Encoding.UTF8.GetBytes(CatalogEndpoints.PriceList);
    }

    private static byte[] CompressedOtherwise(HttpContext context, byte[] body)
    {
        context.Response.Headers.ContentEncoding = "br";
        using var compressed = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(compressed, System.IO.Compression.CompressionLevel.Optimal))
        {
            brotli.Write(Encoding.UTF8.GetBytes(CatalogEndpoints.PriceList));
        }

        return compressed.ToArray();
    }

    private static void OtherCookieOrder(HttpResponse response)
    {
        string[] parts = response.Headers.SetCookie.ToString().Split("; ");
        response.Headers.SetCookie = string.Join("; ", parts.Take(1).Concat(parts.Skip(1).Reverse()));
    }

    private static string ReverseQuery(Uri target) => target.AbsolutePath + "?" + string.Join('&', target.Query[1..].Split('&').Reverse());

    private static void LowerCaseEncoding(HttpRequestMessage call)
    {
        string target = call.RequestUri!.OriginalString.Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%C3%BC", "%c3%bc", StringComparison.Ordinal);
        call.RequestUri = new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static async Task<HttpResponseMessage> ReverseBodyAsync(HttpRequestMessage call, SendCall send)
    {
        JsonObject body = JsonNode.Parse(await call.Content!.ReadAsStringAsync())!.AsObject();
        Reverse(body);
        call.Content = new StringContent(body.ToJsonString(Indented), Encoding.UTF8, "application/json");
        return await send(call);
    }

    private static async Task SlowlyAsync(HttpContext context, Func<Task> handle)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(200), context.RequestAborted);
        await handle();
    }
}
