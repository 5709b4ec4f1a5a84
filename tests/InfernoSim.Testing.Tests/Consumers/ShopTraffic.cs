using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static System.Net.HttpStatusCode;

namespace InfernoSim.Testing.Tests.Consumers;

/// <summary>What a buyer does: orders with numbers of their own, versions, pages, what is cached.</summary>
internal static class ShopTraffic
{
    public static async Task SendAsync(HttpClient http)
    {
        var client = new ConsumerClient(http);
        await client.SendAsync("GET", "/products", OK);
        await client.SendAsync("GET", "/products", OK);
        await client.SendAsync("GET", "/products/1/stock", OK);
        await client.SendAsync("GET", "/products/1/stock", OK);

        ConsumerAnswer first = await client.SendAsync("POST", "/orders", Created, Order("A-1", 2));
        ConsumerAnswer second = await client.SendAsync("POST", "/orders", Created, Order("A-2", 1));
        await client.SendAsync("POST", "/orders", Conflict, Order("A-1", 3));
        await client.SendAsync("POST", "/orders", Created, Order("A-3", 3));
        ConsumerAnswer page = await client.SendAsync("GET", "/orders", OK);
        await client.SendAsync("GET", page["next"], OK);
        await client.SendAsync("GET", page.Json!["items"]![1]!["self"]!.ToString(), OK);

        ConsumerAnswer shown = await client.SendAsync("GET", first.Location!, OK);
        await client.SendAsync("PUT", first.Location!, NoContent, Order("A-1", 5), match: shown.Tag);
        await client.SendAsync("PUT", first.Location!, PreconditionFailed, Order("A-1", 6), match: shown.Tag);
        await client.SendAsync("GET", first.Location!, OK);
        await client.SendAsync("GET", $"/orders/changes?after={Uri.EscapeDataString(first["createdAt"])}", OK);
        await client.SendAsync("DELETE", second.Location!, NoContent);
        await client.SendAsync("GET", second.Location!, NotFound);
        await client.SendAsync("GET", "/orders?page=1", OK);
        await PackAsync(client);
    }

    private static async Task PackAsync(ConsumerClient client)
    {
        foreach (string label in new[] { "to Ada", "to Bob", "to Eve" })
        {
            await client.SendAsync("POST", "/parcels", Accepted, $$"""{"label":"{{label}}"}""");
        }

        ConsumerAnswer claimed = await client.SendAsync("POST", "/parcels/claim", OK);
        ConsumerAnswer listed = await client.SendAsync("GET", "/parcels", OK);
        await client.SendAsync("POST", $"/parcels/{listed.Json![1]!["id"]}/sent", NotFound);
        await client.SendAsync("POST", "/parcels/claim", OK);
        await client.SendAsync("POST", $"/parcels/{claimed["id"]}/sent", NoContent);
        await client.SendAsync("GET", "/parcels", OK);
        await client.SendAsync("POST", "/parcels/returns", OK, $$"""["{{claimed["number"]}}"]""");
    }

    /// <summary>The dependency: what is in stock.</summary>
    public static void MapStock(WebApplication app)
    {
        app.MapGet("/products/{id:int}", (int id) => Results.Text($"{id * 10}"));
        app.MapPost("/products/{id:int}/bookings", (int id) => Results.Json(new { product = id, booked = true }));
    }

    private static string Order(string number, int quantity) => $$"""{"number":"{{number}}","productId":1,"quantity":{{quantity}}}""";
}
