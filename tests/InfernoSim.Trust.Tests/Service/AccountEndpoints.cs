using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>The sessions that this process has given out.</summary>
internal sealed class Sessions
{
    private readonly ConcurrentDictionary<string, string> _users = new();

    public string Begin(string user)
    {
        string id = Guid.NewGuid().ToString("n");
        _users[id] = user;
        return id;
    }

    public string? UserOf(string? id) => id is null ? null : _users.GetValueOrDefault(id);
}

/// <summary>Who is asking: a login with a session cookie, and a page for a bearer token.</summary>
internal static class AccountEndpoints
{
    public const string Token = "s3cret";

    public static void Map(WebApplication application)
    {
        application.MapPost("/login", LoginAsync);
        application.MapGet("/me", Me);
        application.MapGet("/audit", Audit);
    }

    private static async Task<IResult> LoginAsync(HttpContext context, Sessions sessions)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        string user = form["user"].ToString();
        context.Response.Cookies.Append("sid", sessions.Begin(user), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
        return Answers.Json(new JsonObject { ["user"] = user });
    }

    private static IResult Me(HttpContext context, Sessions sessions) =>
        sessions.UserOf(context.Request.Cookies["sid"]) is { } user
            ? Answers.Json(new JsonObject { ["user"] = user })
            : Results.StatusCode(StatusCodes.Status401Unauthorized);

    private static IResult Audit(HttpContext context) =>
        context.Request.Headers.Authorization == $"Bearer {Token}"
            ? Answers.Json(new JsonObject { ["entries"] = 3 })
            : Results.StatusCode(StatusCodes.Status401Unauthorized);
}
