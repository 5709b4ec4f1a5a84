using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Situations;

/// <summary>Tokens: in bodies, pages and headers, some of which nobody sends before the recording ends.</summary>
internal static class TokenSituations
{
    private static readonly string[] Users = ["ada", "bob", "cy"];

    private static readonly string[] Askers = ["ada", "bob", "ada"];

    public static IReadOnlyList<Situation> All { get; } =
    [
        new("a token under a name of its own in a compressed answer", MapCompressed, SendCompressedAsync, "/user"),
        new("a token in a meta tag that is sent in a header", (application, isChanged) => MapPage(application, isChanged, "<meta name=\"csrf-token\" content=\"(token)\">"), SendPageAsync, "/user"),
        new("a token in the data of a page", (application, isChanged) => MapPage(application, isChanged, "<script type=\"application/json\">{\"csrfToken\":\"(token)\"}</script>"), SendPageAsync, "/user"),
        new("a version that the last request got", MapVersions, SendVersionsAsync, "/text"),
    ];

    private static void MapCompressed(WebApplication application, bool isChanged)
    {
        var given = new Given();
        application.MapGet("/login", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($$"""{"session_key":"{{given.New(context.Request.Query["user"]!)}}"}"""));
        });
        MapMe(application, isChanged, given, context => context.Request.Headers.Authorization.ToString().Split(' ').Last());
    }

    private static async Task SendCompressedAsync(Visitor visitor)
    {
        var tokens = new Dictionary<string, string>();
        foreach (string user in Users)
        {
            (_, string body) = await visitor.SendAsync("GET", $"/login?user={user}", null, ("Accept-Encoding", "gzip"));
            tokens[user] = JsonNode.Parse(body)!["session_key"]!.GetValue<string>();
        }

        foreach (string user in Askers)
        {
            await visitor.SendAsync("GET", "/me", null, ("Authorization", $"Bearer {tokens[user]}"));
        }
    }

    private static void MapPage(WebApplication application, bool isChanged, string html)
    {
        var given = new Given();
        application.MapGet("/", (HttpContext context) =>
            Results.Text($"<html><head>{html.Replace("(token)", given.New(context.Request.Query["user"]!), StringComparison.Ordinal)}</head></html>", "text/html"));
        MapMe(application, isChanged, given, context => context.Request.Headers["X-CSRF-Token"].ToString());
    }

    private static async Task SendPageAsync(Visitor visitor)
    {
        var tokens = new Dictionary<string, string>();
        foreach (string user in Users)
        {
            (_, string body) = await visitor.SendAsync("GET", $"/?user={user}");
            tokens[user] = body.Split('"').MaxBy(part => part.Length is > 30 and < 50 ? part.Length : 0)!;
        }

        foreach (string user in Askers)
        {
            await visitor.SendAsync("GET", "/me", null, ("X-CSRF-Token", tokens[user]));
        }
    }

    private static void MapMe(WebApplication application, bool isChanged, Given given, Func<HttpContext, string> token) =>
        application.MapGet("/me", (HttpContext context) => given.UserOf(token(context)) is { } user
            ? Answers.Json(new JsonObject { ["user"] = isChanged && user == "bob" ? "ada" : user })
            : Results.Unauthorized());

    private static void MapVersions(WebApplication application, bool isChanged)
    {
        var given = new Given();
        application.MapPut("/text", (HttpContext context, [FromBody] JsonObject text) =>
        {
            if (context.Request.Headers.IfMatch.Count > 0 && given.Take(context.Request.Headers.IfMatch.ToString().Trim('"')) is null)
            {
                return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
            }

            context.Response.Headers.ETag = $"\"{given.New("text")}\"";
            return Answers.Json(new JsonObject { ["text"] = isChanged && context.Request.Headers.IfMatch.Count > 0 ? "" : text["text"]!.GetValue<string>() });
        });
    }

    private static async Task SendVersionsAsync(Visitor visitor)
    {
        string first = (await visitor.SendAsync("PUT", "/text", """{"text":"one"}""")).Header("ETag");
        await visitor.SendAsync("PUT", "/text", """{"text":"two"}""", ("If-Match", first));
    }
}
