using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>Two customers log in one after the other; what each may see depends on the token.</summary>
internal sealed class AuthToken : ClassicScenario
{
    protected override void MapDependency(WebApplication application) =>
        application.MapGet("/profiles/{user}", (string user) => Answers.Json(new JsonObject { ["name"] = user.ToUpperInvariant() }));

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        var users = new ConcurrentDictionary<string, string>();
        var random = new Random(Instance);
        string? first = null;
        application.MapPost("/login", ([FromBody] JsonObject login) =>
        {
            string user = login["user"]!.GetValue<string>();
            byte[] bytes = new byte[32];
            lock (random)
            {
                random.NextBytes(bytes);
            }

            string token = Convert.ToBase64String(bytes);
            Interlocked.CompareExchange(ref first, user, null);
            users[token] = defect == Defect.MixesSessions ? first! : user;
            return Answers.Json(new JsonObject { ["access_token"] = defect == Defect.GivesBadCredential ? token + "x" : token, ["token_type"] = "Bearer" });
        });
        application.MapGet("/me", async (HttpContext context) =>
        {
            string token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            if (!users.TryGetValue(token, out string? user) && defect != Defect.IgnoresCredential)
            {
                return Answers.Json(new JsonObject { ["error"] = "unknown token" }, StatusCodes.Status401Unauthorized);
            }

            user = defect == Defect.IgnoresCredential ? "guest" : user;
            JsonNode profile = JsonNode.Parse(await dependency.GetStringAsync($"/profiles/{user}"))!;
            return Answers.Json(new JsonObject { ["user"] = user, ["profile"] = profile });
        });
    }

    protected override async Task SendAsync(Customer customer)
    {
        foreach (string user in (string[])["ada", "bo"])
        {
            JsonNode login = await customer.SendAsync("POST", "/login", $$"""{"user":"{{user}}"}""");
            await customer.SendAsync("GET", "/me", token: login["access_token"]!.GetValue<string>());
        }
    }
}
