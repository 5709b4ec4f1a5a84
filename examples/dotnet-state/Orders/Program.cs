using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Orders;

// A service with state of its own: a database with ids that count, a unique key and a list, a cache, and a counter.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<OrderContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Orders") ?? "Data Source=orders.db"));
builder.Services.AddMemoryCache();
builder.Services.AddSingleton<Quota>();
builder.Services.AddHttpClient("rates", client => client.BaseAddress = new Uri("http://rates.test"));

WebApplication app = builder.Build();
using (IServiceScope scope = app.Services.CreateScope())
{
    await scope.ServiceProvider.GetRequiredService<OrderContext>().Database.EnsureCreatedAsync();
}

app.MapGet("/health", () => "ok");
app.MapGet("/products", async (OrderContext database) => await database.Products.OrderBy(product => product.Id).ToListAsync());
app.MapGet("/orders", async (OrderContext database) => await database.Orders.OrderBy(order => order.Id).ToListAsync());
app.MapGet("/orders/{id:int}", async (int id, OrderContext database) => await database.Orders.FindAsync(id) is { } order ? Results.Ok(order) : Results.NotFound());
app.MapPost("/orders", async (NewOrder wanted, OrderContext database, Quota quota) =>
{
    if (!quota.TryTake())
    {
        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    var order = new Order { Number = wanted.Number, Item = wanted.Item };
    database.Add(order);
    try
    {
        await database.SaveChangesAsync();
    }
    catch (DbUpdateException)
    {
        return Results.Conflict(new { error = $"order {wanted.Number} exists" });
    }

    return Results.Created($"/orders/{order.Id}", order);
});
app.MapPut("/orders/{id:int}", async (int id, NewOrder wanted, OrderContext database) =>
{
    int changed = await database.Orders.Where(order => order.Id == id).ExecuteUpdateAsync(order => order.SetProperty(o => o.Item, wanted.Item));
    return changed == 1 ? Results.NoContent() : Results.NotFound();
});
app.MapDelete("/orders/{id:int}", async (int id, OrderContext database) =>
    await database.Orders.Where(order => order.Id == id).ExecuteDeleteAsync() == 1 ? Results.NoContent() : Results.NotFound());
app.MapGet("/quota", (Quota quota) => new { left = quota.Left });
app.MapGet("/rates/{currency}", async (string currency, IMemoryCache cache, IHttpClientFactory clients) =>
{
    string? rate = await cache.GetOrCreateAsync(currency, async entry =>
    {
        using HttpClient client = clients.CreateClient("rates");
        return await client.GetStringAsync(new Uri($"/{currency}", UriKind.Relative));
    });
    return Results.Text(rate ?? "");
});
await app.RunAsync();

internal sealed record NewOrder(string Number, string Item);
