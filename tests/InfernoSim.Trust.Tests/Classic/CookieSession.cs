using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InfernoSim.Trust.Tests.Classic;

/// <summary>A cart that a session cookie names.</summary>
internal sealed class CookieSession : ClassicScenario
{
    protected override void MapDependency(WebApplication application) =>
        application.MapGet("/prices/{sku}", (string sku) => Answers.Json(new JsonObject { ["price"] = sku.Length * 10 }));

    protected override void MapService(WebApplication application, HttpClient dependency, Defect defect, TimeProvider clock)
    {
        var carts = new ConcurrentDictionary<string, ConcurrentQueue<string>>();
        application.MapPost("/session", (HttpContext context) =>
        {
            string session = Guid.NewGuid().ToString("N");
            carts[session] = new ConcurrentQueue<string>();
            context.Response.Cookies.Append("sid", session, new CookieOptions { HttpOnly = true });
            return Answers.Json(new JsonObject { ["open"] = true });
        });
        application.MapPost("/cart", async (HttpContext context, [FromBody] JsonObject item) =>
        {
            if (CartOf(context) is not { } cart)
            {
                return Answers.Json(new JsonObject { ["error"] = "no session" }, StatusCodes.Status401Unauthorized);
            }

            string sku = item["sku"]!.GetValue<string>();
            cart.Enqueue(sku);
            JsonNode price = JsonNode.Parse(await dependency.GetStringAsync($"/prices/{sku}"))!;
            return Answers.Json(new JsonObject { ["items"] = cart.Count, ["price"] = price["price"]!.GetValue<int>() });
        });
        application.MapGet("/cart", (HttpContext context) => CartOf(context) is { } cart
            ? Answers.Json(new JsonObject { ["skus"] = new JsonArray([.. cart.Select(sku => JsonValue.Create(sku))]) })
            : Answers.Json(new JsonObject { ["error"] = "no session" }, StatusCodes.Status401Unauthorized));

        ConcurrentQueue<string>? CartOf(HttpContext context) => defect switch
        {
            Defect.IgnoresCredential => new ConcurrentQueue<string>(),
            Defect.MixesSessions => carts.GetOrAdd("all", _ => new ConcurrentQueue<string>()),
            _ => context.Request.Cookies["sid"] is { } session ? carts.GetValueOrDefault(session) : null,
        };
    }

    protected override async Task SendAsync(Customer customer)
    {
        await customer.SendAsync("POST", "/session");
        await customer.SendAsync("POST", "/cart", """{"sku":"lamp"}""");
        await customer.SendAsync("POST", "/cart", """{"sku":"chair"}""");
        await customer.SendAsync("GET", "/cart");
    }
}
