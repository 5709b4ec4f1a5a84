using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Situations;

/// <summary>Sessions: in cookies, in parameters of paths, in links.</summary>
internal static class SessionSituations
{
    private static readonly string[] Users = ["ada", "bob"];

    public static IReadOnlyList<Situation> All { get; } =
    [
        new("a session in a parameter of the path", MapPathParameter, SendPathParameterAsync, "line 1, column 4"),
        new("a cookie for https alone, renewed with each answer", MapRolling, SendRollingAsync, "/user"),
        new("a cookie that is sent back in a header too", MapDoubleSubmit, SendDoubleSubmitAsync, "/user"),
        new("a session in the links of a page", MapLinks, SendLinksAsync, "/user"),
    ];

    private static IResult User(string? user, bool isChanged) =>
        user is null ? Results.Unauthorized() : Answers.Json(new JsonObject { ["user"] = isChanged && user == "bob" ? "ada" : user });

    private static string Query(HttpContext context, string name) => context.Request.Query[name].ToString();

    private static void MapPathParameter(WebApplication application, bool isChanged)
    {
        var given = new Given();
        application.MapPost("/login", (HttpContext context) => Results.Redirect($"/home;jsessionid={given.New(Query(context, "user"))}?from=login"));
        application.MapFallback((HttpContext context) => given.UserOf(context.Request.Path.Value!.Split("jsessionid=").Last()) is { } user
            ? Results.Text($"<p>{(isChanged && user == "bob" ? "ada" : user)}</p>", "text/html")
            : Results.Unauthorized());
    }

    private static async Task SendPathParameterAsync(Visitor visitor)
    {
        var homes = new Dictionary<string, string>();
        foreach (string user in Users)
        {
            homes[user] = (await visitor.SendAsync("POST", $"/login?user={user}")).Header("Location");
        }

        foreach (string user in (string[])["ada", "bob", "ada"])
        {
            await visitor.SendAsync("GET", homes[user]);
        }
    }

    private static void MapRolling(WebApplication application, bool isChanged)
    {
        var given = new Given();
        application.MapGet("/login", (HttpContext context) => Set(context, Query(context, "user"), isChanged: false));
        application.MapGet("/me", (HttpContext context) => given.Take(context.Request.Cookies["__Host-id"] ?? "") is { } user ? Set(context, user, isChanged) : Results.Unauthorized());

        IResult Set(HttpContext context, string user, bool isChanged)
        {
            context.Response.Headers.Append("Set-Cookie", $"__Host-id={given.New(user)}; Path=/; Secure; HttpOnly; SameSite=Strict");
            return User(user, isChanged);
        }
    }

    private static async Task SendRollingAsync(Visitor visitor)
    {
        var cookies = new Dictionary<string, string>();
        foreach (string user in Users)
        {
            cookies[user] = (await visitor.SendAsync("GET", $"/login?user={user}")).Header("Set-Cookie").Split(';')[0];
        }

        foreach (string user in (string[])["ada", "bob", "ada", "bob"])
        {
            cookies[user] = (await visitor.SendAsync("GET", "/me", null, ("Cookie", cookies[user]))).Header("Set-Cookie").Split(';')[0];
        }
    }

    private static void MapDoubleSubmit(WebApplication application, bool isChanged)
    {
        var given = new Given();
        application.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.Append("Set-Cookie", $"XSRF-TOKEN={given.New(Query(context, "user"))}; Path=/");
            return Results.NoContent();
        });
        application.MapPost("/save", (HttpContext context) => context.Request.Headers["X-XSRF-TOKEN"] == context.Request.Cookies["XSRF-TOKEN"]
            ? User(given.UserOf(context.Request.Cookies["XSRF-TOKEN"]), isChanged)
            : Results.StatusCode(StatusCodes.Status403Forbidden));
    }

    private static async Task SendDoubleSubmitAsync(Visitor visitor)
    {
        var cookies = new Dictionary<string, string>();
        foreach (string user in Users)
        {
            cookies[user] = (await visitor.SendAsync("GET", $"/?user={user}")).Header("Set-Cookie").Split(';')[0];
        }

        foreach (string user in (string[])["ada", "bob", "ada"])
        {
            await visitor.SendAsync("POST", "/save", "{}", ("Cookie", cookies[user]), ("X-XSRF-TOKEN", cookies[user].Split('=', 2)[1]));
        }
    }

    private static void MapLinks(WebApplication application, bool isChanged)
    {
        var given = new Given();
        application.MapGet("/start", (HttpContext context) => Results.Text($"<html><body><a href=\"/\">Home</a> <a href=\"/s/{given.New(Query(context, "user"))}/cart\">Cart</a></body></html>", "text/html"));
        application.MapGet("/s/{session}/cart", (string session) => User(given.UserOf(session), isChanged));
    }

    private static async Task SendLinksAsync(Visitor visitor)
    {
        var carts = new Dictionary<string, string>();
        foreach (string user in Users)
        {
            carts[user] = (await visitor.SendAsync("GET", $"/start?user={user}")).Body.Split("href=\"")[2].Split('"')[0];
        }

        foreach (string user in (string[])["ada", "bob", "ada"])
        {
            await visitor.SendAsync("GET", carts[user]);
        }
    }
}
