using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Http;
using static InfernoSim.Observations.DivergenceKind;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Responses that are no longer what was recorded.</summary>
internal static class ResponseRegressions
{
    public static IEnumerable<TrustCase> All =>
    [
        New("a wrong status of success", () => Tamper.Head("/checkout", response => response.StatusCode = 200), ResponseStatus, Traffic.Checkout, "", "201", "200"),
        New("an error in place of an answer", () => Tamper.Response(Tamper.Product, Fail), ResponseStatus, Traffic.Product, "", "200", "500 (Boom)"),
        New("a redirect in place of an answer", () => Tamper.Response("/me", Redirect), ResponseStatus, Traffic.Me, "", "200", "302"),
        New("a missing JSON field", () => Tamper.Json(Tamper.Product, product => product.Remove("price")), ResponseBody, Traffic.Product, "/price", "29.99", "(absent)"),
        New("an added JSON field", () => Tamper.Json(Tamper.Product, product => product["debug"] = true), ResponseBody, Traffic.Product, "/debug", "(absent)", "true"),
        New("a JSON number that became a string", () => Tamper.Json(Tamper.Product, product => product["price"] = "29.99"), ResponseBody, Traffic.Product, "/price", "29.99", "\"29.99\""),
        New("a changed JSON value", () => Tamper.Json(Tamper.Product, product => product["successor"] = "45"), ResponseBody, Traffic.Product, "/successor", "\"43\"", "\"45\""),
        New("a JSON value that became null", () => Tamper.Json(Tamper.Product, product => product["successor"] = null), ResponseBody, Traffic.Product, "/successor", "\"43\"", "null"),
        New("a JSON array in another order", () => Tamper.Json(Tamper.Product, product => product["tags"] = new JsonArray("sale", "new", "eco")), ResponseBody, Traffic.Product, "/tags/0", "\"new\"", "\"sale\""),
        New("a JSON array that lost its last element", () => Tamper.Json(Tamper.Product, product => product["tags"]!.AsArray().RemoveAt(2)), ResponseBody, Traffic.Product, "/tags", "3 elements: [\"new\",\"sale\",\"eco\"]", "2 elements: [\"new\",\"sale\"]"),
        New("a change deep in JSON", () => Tamper.Json(Tamper.Product, product => product["stock"]!["location"]!["shelf"] = 4), ResponseBody, Traffic.Product, "/stock/location/shelf", "3", "4"),
        New("a number computed in binary", () => Tamper.Json(Tamper.Product, product => product["price"] = 29.990000000000002), ResponseBody, Traffic.Product, "/price", "29.99", "29.990000000000002"),
        New("JSON that is cut off", () => Tamper.Text("/me", body => body[..^1]), ResponseBody, Traffic.Me, "", "JSON: {\"user\":\"ada\"}", "not JSON: {\"user\":\"ada\""),
        New("an empty body", () => Tamper.Body("/me", _ => []), ResponseBody, Traffic.Me, "", "JSON: {\"user\":\"ada\"}", "(empty)"),
        New("a changed line of text", () => Tamper.Body("/prices", _ => CatalogEndpoints.Gzip(CatalogEndpoints.PriceList.Replace("149.00", "149.50", StringComparison.Ordinal))), ResponseBody, Traffic.Prices, "line 2, column 11", "Table;149.00\\n", "Table;149.50\\n"),
        New("a lost line of text", () => Tamper.Body("/prices", _ => CatalogEndpoints.Gzip(CatalogEndpoints.PriceList[..^"Chair;59.50\n".Length])), ResponseBody, Traffic.Prices, "line 3, column 1", "Chair;59.50\\n", "(end of text)"),
        New("a changed header", () => Tamper.Head(Tamper.Product, response => response.Headers["X-Catalog-Version"] = "8"), ResponseHeader, Traffic.Product, "X-Catalog-Version", "7", "8"),
        New("a missing header", () => Tamper.Head(Tamper.Product, response => response.Headers.Remove("ETag")), ResponseHeader, Traffic.Product, "ETag", "\"42-7\"", "(absent)"),
        New("an added header", () => Tamper.Head(Tamper.Product, response => response.Headers["X-Powered-By"] = "hope"), ResponseHeader, Traffic.Product, "X-Powered-By", "(absent)", "hope"),
        New("a changed content type", () => Tamper.Head("/me", response => response.ContentType = "text/html; charset=utf-8"), ResponseHeader, Traffic.Me, "Content-Type", "application/json; charset=utf-8", "text/html; charset=utf-8"),
        New("a redirect to elsewhere", () => Tamper.Head("/checkout", response => response.Headers.Location = "/orders/1002"), ResponseHeader, Traffic.Checkout, "Location", "/orders/1001", "/orders/1002"),
        New("a cookie that lost its HttpOnly", () => Tamper.Head("/login", LoseHttpOnly), ResponseHeader, Traffic.Login, "Set-Cookie", "sid=[REDACTED]; path=/; samesite=lax; httponly", "sid=[REDACTED]; path=/; samesite=lax"),
        New("content announced as compressed that is not", () => Tamper.Body("/prices", _ => Encoding.UTF8.GetBytes(CatalogEndpoints.PriceList)), ResponseBody, Traffic.Prices, "", "36 bytes of content", "36 bytes that do not decode as gzip"),
        New("an encoding announced that there is not", () => Tamper.Head("/me", response => response.Headers.ContentEncoding = "gzip"), ResponseHeader, Traffic.Me, "Content-Encoding", "(absent)", "gzip"),
        New("a wrong trailer", () => new Mutation { ReportTrailers = _ => [(CatalogEndpoints.Checksum, "lines-0")] }, ResponseTrailer, Traffic.Report, "X-Checksum", "lines-20", "lines-0"),
        New("a missing trailer", () => new Mutation { ReportTrailers = _ => [] }, ResponseTrailer, Traffic.Report, "X-Checksum", "lines-20", "(absent)"),
        New("a connection reset", () => Tamper.At("/me", ResetAsync), ResponseFailed, Traffic.Me, "", "200", "connection closed before a response"),
        New("a body cut short", () => Tamper.At(Tamper.Product, CutShortAsync), ResponseFailed, Traffic.Product, "", "200", "response cut short"),
        New("a content length greater than the content", () => Tamper.At(Tamper.Product, PromiseMoreAsync), ResponseFailed, Traffic.Product, "", "200", "response cut short"),
        New("a content length less than the content", () => Tamper.Raw("/me", "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 13\r\n\r\n{\"user\":\"ada\"}"), ResponseBody, Traffic.Me, "", "JSON: {\"user\":\"ada\"}", "not JSON: {\"user\":\"ada\""),
        New("an answer that is no HTTP", () => Tamper.Raw("/me", "220 mail.test ESMTP\r\n\r\n"), ResponseFailed, Traffic.Me, "", "200", "not a valid HTTP response"),
    ];

    private static TrustCase New(string name, Func<Mutation> plant, DivergenceKind kind, int exchange, string location, string expected, string got) =>
        new(name, plant, ReplayOutcome.FailDiverged, new ExpectedDivergence(kind, exchange, null, location, expected, got));

    private static byte[] Fail(HttpContext context, byte[] body)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        context.Response.ContentType = "text/plain";
        return "Boom"u8.ToArray();
    }

    private static byte[] Redirect(HttpContext context, byte[] body)
    {
        context.Response.Redirect("/login");
        return [];
    }

    private static void LoseHttpOnly(HttpResponse response) => response.Headers.SetCookie = "sid=S; path=/; samesite=lax";

    private static async Task ResetAsync(HttpContext context, Func<Task> handle)
    {
        await Tamper.TakeBodyAsync(context, handle);
        context.Abort();
    }

    // Half a chunk, and the connection closed in order, so that what was sent arrives.
    private static async Task CutShortAsync(HttpContext context, Func<Task> handle)
    {
        byte[] body = await Tamper.TakeBodyAsync(context, handle);
        context.Response.ContentLength = null;
        context.Response.Headers.TransferEncoding = "chunked";
        context.Response.Headers.Connection = "close";
        await context.Response.WriteAsync($"{body.Length:x}\r\n");
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
    }

    private static async Task PromiseMoreAsync(HttpContext context, Func<Task> handle)
    {
        byte[] body = await Tamper.TakeBodyAsync(context, handle);
        context.Response.ContentLength = body.Length + 20;
        await context.Response.Body.WriteAsync(body);
    }
}
