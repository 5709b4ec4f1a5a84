using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Service;

/// <summary>What the shop does: checkouts, carts, settlements with retries, tickets.</summary>
internal static class OrderEndpoints
{
    public static void Map(WebApplication application)
    {
        application.MapPost("/checkout", CheckoutAsync);
        application.MapPut("/cart", (Delegate)CartAsync);
        application.MapGet("/settlement", SettlementAsync);
        application.MapGet("/orders/{id}", OrderAsync);
        application.MapPost("/tickets", TicketsAsync);
    }

    private static async Task<IResult> CheckoutAsync(HttpContext context, CheckoutSteps steps)
    {
        JsonNode? wanted = await context.Request.ReadFromJsonAsync<JsonNode>();
        context.Response.Headers.Location = "/orders/1001";
        return Answers.Json(await steps.TakeAsync((string)wanted!["sku"]!, (int)wanted["quantity"]!), StatusCodes.Status201Created);
    }

    private static async Task<IResult> CartAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.Headers.Expires = "0";
        context.Response.Headers.CacheControl = "no-store, private";
        context.Response.Headers.Allow = "GET, PUT";
        context.Response.Headers.Link = "</cart?page=1>; rel=prev, </cart?page=3>; rel=next";
        context.Response.Headers["Sunset"] = "Fri, 31 Dec 2027 00:00:00 GMT";
        context.Response.Headers.RetryAfter = DateTimeOffset.UtcNow.AddMinutes(2).ToString("r");
        context.Response.Cookies.Append("theme", "dark", new CookieOptions { Expires = DateTimeOffset.UtcNow.AddDays(30) });
        context.Response.Cookies.Delete("promo");
        return Results.NoContent();
    }

    private static async Task<IResult> SettlementAsync(DependencyClients dependencies, Mutation mutation)
    {
        for (int attempt = 1; ; attempt++)
        {
            using HttpResponseMessage response = await dependencies.Payments.GetAsync(new Uri("/settlements/today", UriKind.Relative));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return Results.Text(await response.Content.ReadAsStringAsync(), "application/json");
            }

            if (attempt >= mutation.SettlementAttempts)
            {
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        }
    }

    // ASP.NET Core puts the trace id of the request, another one each time, into the problem.
    private static async Task<IResult> OrderAsync(string id, DependencyClients dependencies) =>
        await Answers.GetAsync(dependencies.Payments, $"/orders/{id}") is { } order
            ? Answers.Json(order)
            : Results.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);

    // Three equal calls at the same time: which of them gets which number is up to the scheduler, their sum is not.
    private static async Task<IResult> TicketsAsync(DependencyClients dependencies)
    {
        JsonNode?[] numbers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Answers.GetAsync(dependencies.Payments, "/numbers/next")));
        return Answers.Json(new JsonObject { ["ticket"] = numbers.Sum(number => (int)(number?["number"] ?? 0)) });
    }
}
