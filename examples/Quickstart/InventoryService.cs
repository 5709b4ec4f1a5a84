namespace Quickstart;

/// <summary>A dependency: says what an item costs and whether it is there.</summary>
internal static class InventoryService
{
    public static Task<SampleService> StartAsync() => SampleService.StartAsync(
        _ => { },
        app => app.MapGet("/items/{sku:int}", (int sku) => sku % 10 == 7
            ? Results.NotFound(new { error = "no such item", sku })
            : Results.Ok(new { sku, name = $"item {sku}", price = 5 + (sku % 13 * 0.75m), available = sku % 5 != 0 })));
}
