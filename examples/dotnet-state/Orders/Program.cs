using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Orders;

// A service with state of its own: a database with ids that count, a unique key, a list and an outbox, two caches, a counter, and what a poller has found.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
string database = builder.Configuration.GetConnectionString("Orders") ?? "Data Source=orders.db";
builder.Services.AddDbContext<OrderContext>(options => _ = database.StartsWith("Host=", StringComparison.Ordinal) ? options.UseNpgsql(database) : options.UseSqlite(database));
builder.Services.AddMemoryCache();
builder.Services.AddHybridCache();
builder.Services.AddSingleton<Quota>();
builder.Services.AddSingleton<Outbox>();
builder.Services.AddSingleton<Currencies>();
builder.Services.AddHostedService<CurrencyPoller>();
builder.Services.Configure<CurrencyOptions>(builder.Configuration.GetSection("Currencies"));
builder.Services.AddHttpClient("rates", client => client.BaseAddress = new Uri(builder.Configuration["Services:Rates"] ?? "http://rates.test"));
builder.Services.AddHttpClient("shipping", client => client.BaseAddress = new Uri(builder.Configuration["Services:Shipping"] ?? "http://shipping.test"));

WebApplication app = builder.Build();
using (IServiceScope scope = app.Services.CreateScope())
{
    await scope.ServiceProvider.GetRequiredService<OrderContext>().Database.EnsureCreatedAsync();
}

app.MapGet("/health", () => "ok");
app.MapGet("/products", async (OrderContext database, HybridCache cache) =>
    await cache.GetOrCreateAsync("products", async stop => await database.Products.OrderBy(product => product.Id).ToListAsync(stop)));
app.MapGet("/orders", async (OrderContext database) => await database.Orders.OrderBy(order => order.Id).ToListAsync());
app.MapGet("/orders/{id:int}", async (int id, OrderContext database) => await database.Orders.FindAsync(id) is { } order ? Results.Ok(order) : Results.NotFound());
app.MapPost("/orders", async (NewOrder wanted, OrderContext database, Quota quota, Outbox outbox, HttpResponse response) =>
{
    if (!quota.TryTake())
    {
        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    var order = new Order { Number = wanted.Number, Item = wanted.Item };
    var message = new OutboxMessage { Number = wanted.Number };
    database.AddRange(order, message);
    try
    {
        await database.SaveChangesAsync();
    }
    catch (DbUpdateException)
    {
        return Results.Conflict(new { error = $"order {wanted.Number} exists" });
    }

    response.OnCompleted(() => outbox.SendAsync(message.Id));
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
app.MapGet("/rates/{currency}", async (string currency, IMemoryCache cache, IHttpClientFactory clients, Currencies currencies) =>
{
    if (!currencies.MayExist(currency))
    {
        return Results.NotFound();
    }

    string? rate = await cache.GetOrCreateAsync(currency, async entry =>
    {
        using HttpClient client = clients.CreateClient("rates");
        return await client.GetStringAsync(new Uri($"/{currency}", UriKind.Relative));
    });
    return Results.Text(rate ?? "");
});
await app.RunAsync();

internal sealed record NewOrder(string Number, string Item);
