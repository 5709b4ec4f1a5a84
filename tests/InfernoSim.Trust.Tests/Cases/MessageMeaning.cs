using System.IO.Compression;
using System.Text;
using InfernoSim.Observations;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Http;
using ZstdSharp;
using static InfernoSim.Observations.DivergenceKind;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>What cookies, dates, lists and encodings say to a client: what changes it, and what says the same in other words.</summary>
internal static class MessageMeaning
{
    private const string Login = "sid=[REDACTED]; path=/; samesite=lax; httponly";
    private const string NowPrices = "Lamp;29.99\nTable;149.00\nChair;59.50\n";

    public static IEnumerable<TrustCase> Regressions =>
    [
        Header("a login whose cookie is deleted at once", "/login", "Set-Cookie", Cookies("sid=S; path=/; samesite=lax; httponly; max-age=0"), Traffic.Login, Login, "sid=[REDACTED]; path=/; samesite=lax; httponly; max-age=0"),
        Header("a session cookie that is kept for a year", "/login", "Set-Cookie", Cookies("sid=S; path=/; samesite=lax; httponly; max-age=31536000"), Traffic.Login, Login, "sid=[REDACTED]; path=/; samesite=lax; httponly; max-age=31536000"),
        Header("a login whose cookie has no value", "/login", "Set-Cookie", Cookies("sid=; path=/; samesite=lax; httponly"), Traffic.Login, Login, "sid=; path=/; samesite=lax; httponly"),
        Header("a cookie for other sites too", "/login", "Set-Cookie", Cookies("sid=S; path=/; samesite=none; httponly"), Traffic.Login, Login, "sid=[REDACTED]; path=/; samesite=none; httponly"),
        Header("a response that may be kept although it was stale at once", "/cart", "Expires", response => response.Headers.Expires = "Thu, 31 Dec 2099 00:00:00 GMT", Traffic.Cart, "0", "Thu, 31 Dec 2099 00:00:00 GMT"),
        Header("an Expires that was dropped", "/cart", "Expires", response => response.Headers.Remove("Expires"), Traffic.Cart, "0", "(absent)"),
        Header("a directive for caches that was dropped", "/cart", "Cache-Control", response => response.Headers.CacheControl = "private", Traffic.Cart, "no-store, private", "private"),
        Header("links in another order", "/cart", "Link", response => response.Headers.Link = "</cart?page=3>; rel=next, </cart?page=1>; rel=prev", Traffic.Cart, "</cart?page=1>; rel=prev, </cart?page=3>; rel=next", "</cart?page=3>; rel=next, </cart?page=1>; rel=prev"),
        Header("a list of prices that was changed at another time", "/prices", "Last-Modified", response => response.Headers.LastModified = "Thu, 02 Jul 2026 06:00:00 GMT", Traffic.Prices, "Wed, 01 Jul 2026 06:00:00 GMT", "Thu, 02 Jul 2026 06:00:00 GMT"),
        Header("a method that is allowed in addition", "/cart", "Allow", response => response.Headers.Allow = "GET, PUT, DELETE", Traffic.Cart, "GET, PUT", "GET, PUT, DELETE"),
        Header("a profile in another case", "/me", "Content-Type", response => response.ContentType = "application/json; charset=utf-8; profile=A", Traffic.Me, "application/json; charset=utf-8", "application/json; charset=utf-8; profile=A"),
        new("an encoding that the client did not ask for", () => Tamper.Response("/me", (context, body) => Encoded(context, "gzip", body)), ReplayOutcome.FailDiverged, At(ResponseHeader, Traffic.Me, "Content-Encoding", "(absent)", "gzip")),
        new("an encoding that the client cannot read", () => Tamper.Response("/prices", (context, _) => Labelled(context, "compress")), ReplayOutcome.FailDiverged, At(ResponseHeader, Traffic.Prices, "Content-Encoding", "gzip", "compress")),
        new("compressed content without its end", () => Tamper.Body("/prices", body => body[..^8]), ReplayOutcome.FailDiverged, At(ResponseBody, Traffic.Prices, "", "36 bytes of content", "48 bytes that do not decode as gzip")),
        new("a byte order mark before JSON", () => Tamper.Body("/me", body => [0xEF, 0xBB, 0xBF, .. body]), ReplayOutcome.FailDiverged, At(ResponseBody, Traffic.Me, "", "JSON without a byte order mark", "JSON after a byte order mark")),
        new(
            "values of one name in another order in the query of a dependency call",
            () => Tamper.Call("/movements", call => call.RequestUri = Tamper.Target(call, pathAndQuery: "/movements?sort=sku&sort=date&page=1")),
            ReplayOutcome.FailDiverged,
            new ExpectedDivergence(CallChanged, Traffic.Report, 0, "query/sort", "date", "sku")),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        Same("cookies in another order, SameSite in capitals", () => Tamper.Head("/cart", ReverseCookies)),
        Same("a cookie deleted in other words", () => Tamper.Head("/cart", DeleteOtherwise)),
        Same("a cookie kept as long by Max-Age", () => Tamper.Head("/cart", KeepByMaxAge)),
        Same("an Expires that has passed in other words", () => Tamper.Head("/cart", response => response.Headers.Expires = "Thu, 01 Jan 1970 00:00:00 GMT")),
        Same("lists that are sets in another order and case", () => Tamper.Head("/cart", Shuffle)),
        Same("the names in Vary in another order", () => Tamper.Head(Tamper.Product, response => response.Headers.Vary = "accept-language, accept")),
        Same("a time to come back as seconds", () => Tamper.Head("/cart", response => response.Headers.RetryAfter = "120")),
        Same("content compressed with zstd, which the client reads", () => Tamper.Response("/prices", (context, _) => Encoded(context, "zstd", Encoding.UTF8.GetBytes(NowPrices)))),
        Same("deflate without the frame of zlib", () => Tamper.Response("/prices", (context, _) => Encoded(context, "deflate", Encoding.UTF8.GetBytes(NowPrices)))),
        Same("another name among those with an order of their own", () => Tamper.Call("/movements", call => call.RequestUri = Tamper.Target(call, pathAndQuery: "/movements?page=1&sort=date&sort=sku"))),
    ];

    private static TrustCase Same(string name, Func<Mutation> plant) => new(name, plant, ReplayOutcome.PassStrong);

    private static TrustCase Header(string name, string path, string header, Action<HttpResponse> edit, int exchange, string expected, string got) =>
        new(name, () => Tamper.Head(path, edit), ReplayOutcome.FailDiverged, At(ResponseHeader, exchange, header, expected, got));

    private static ExpectedDivergence At(DivergenceKind kind, int exchange, string location, string expected, string got) =>
        new(kind, exchange, null, location, expected, got);

    private static Action<HttpResponse> Cookies(string line) => response => response.Headers.SetCookie = line;

    private static void ReverseCookies(HttpResponse response) =>
        response.Headers.SetCookie = new([.. response.Headers.SetCookie.Reverse().Select(line => line!.Replace("samesite", "SameSite", StringComparison.Ordinal))]);

    private static void DeleteOtherwise(HttpResponse response) =>
        response.Headers.SetCookie = new([.. response.Headers.SetCookie.Select(line => line!.StartsWith("promo", StringComparison.Ordinal) ? "promo=gone; path=/; Max-Age=0" : line)]);

    private static void KeepByMaxAge(HttpResponse response) =>
        response.Headers.SetCookie = new([.. response.Headers.SetCookie.Select(line => line!.StartsWith("theme", StringComparison.Ordinal) ? "theme=dark; path=/; Max-Age=2592000" : line)]);

    private static void Shuffle(HttpResponse response)
    {
        response.Headers.CacheControl = "Private, No-Store";
        response.Headers.Allow = "PUT,GET";
    }

    private static byte[] Labelled(HttpContext context, string encoding)
    {
        context.Response.Headers.ContentEncoding = encoding;
        return Encoding.UTF8.GetBytes(NowPrices);
    }

    private static byte[] Encoded(HttpContext context, string encoding, byte[] content)
    {
        context.Response.Headers.ContentEncoding = encoding;
        using var to = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "gzip" => new GZipStream(to, CompressionLevel.Optimal),
            "zstd" => new CompressionStream(to),
            _ => new DeflateStream(to, CompressionLevel.Optimal),
        })
        {
            encoder.Write(content);
        }

        return to.ToArray();
    }
}
