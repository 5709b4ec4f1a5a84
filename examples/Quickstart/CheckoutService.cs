using System.Net;

namespace Quickstart;

/// <summary>The service under test: prices a basket with the inventory and charges it to the payments service.</summary>
internal static class CheckoutService
{
    public static Task<SampleService> StartAsync(Uri inventory, Uri payments, IWebProxy proxy) => SampleService.StartAsync(
        builder =>
        {
            builder.Services.ConfigureHttpClientDefaults(client =>
                client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Proxy = proxy, UseCookies = false }));
            builder.Services.AddHttpClient("inventory", client => client.BaseAddress = inventory);
            builder.Services.AddHttpClient("payments", client => client.BaseAddress = payments);
        },
        app =>
        {
            app.MapGet("/items/{sku:int}", ShowAsync);
            app.MapPost("/checkout", CheckOutAsync);
        });

    private static async Task<IResult> ShowAsync(int sku, IHttpClientFactory clients)
    {
        Item? item = await FindAsync(clients.CreateClient("inventory"), sku);
        return item is null ? Results.NotFound(new { error = $"we do not sell {sku}" }) : Results.Ok(item);
    }

    private static async Task<IResult> CheckOutAsync(Basket basket, IHttpClientFactory clients)
    {
        HttpClient inventory = clients.CreateClient("inventory");
        Item?[] items = await Task.WhenAll(basket.Skus.Select(sku => FindAsync(inventory, sku)));
        if (items.Any(item => item is not { Available: true }))
        {
            return Results.Conflict(new { basket.Order, error = "not everything is available" });
        }

        decimal total = items.Sum(item => item!.Price);
        using HttpResponseMessage charge = await clients.CreateClient("payments").PostAsJsonAsync("/charges", new { basket.Order, Amount = total });
        return charge.StatusCode == HttpStatusCode.Created
            ? Results.Created($"/orders/{basket.Order}", new { basket.Order, total, items = items.Length })
            : Results.Json(new { basket.Order, total, error = "declined" }, statusCode: StatusCodes.Status402PaymentRequired);
    }

    private static async Task<Item?> FindAsync(HttpClient inventory, int sku)
    {
        using HttpResponseMessage response = await inventory.GetAsync($"/items/{sku}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.Content.ReadFromJsonAsync<Item>();
    }

    internal sealed record Basket(string Order, int[] Skus);

    internal sealed record Item(int Sku, string Name, decimal Price, bool Available);
}
