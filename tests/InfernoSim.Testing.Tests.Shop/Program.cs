using InfernoSim.Testing.Tests.Shop;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Shop") ?? "Data Source=shop.db"));
builder.Services.AddMemoryCache();
builder.Services.AddOutputCache();
builder.Services.AddProblemDetails();
builder.Services.AddHttpClient("stock", client => client.BaseAddress = new Uri(builder.Configuration["Stock"] ?? "http://stock.test"));

WebApplication app = builder.Build();
using (IServiceScope scope = app.Services.CreateScope())
{
    ShopContext database = scope.ServiceProvider.GetRequiredService<ShopContext>();
    await database.Database.EnsureCreatedAsync();
    if (app.Configuration.GetValue<int?>("Counted") is { } counted)
    {
        // As in production, where much was made before.
        await database.Database.ExecuteSqlAsync($"insert into sqlite_sequence (name, seq) values ('Orders', {counted}), ('Parcels', {counted + 500})");
    }
}

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseHttpsRedirection();
app.UseOutputCache();
app.MapGet("/health", () => "ok");
Defect defect = app.Configuration.GetValue<Defect>("Defect");
app.MapGet("/products", async (ShopContext database) =>
{
    List<Product> products = await database.Products.OrderBy(product => product.Id).ToListAsync();
    products.ForEach(product => product.SoldSince = defect == Defect.SoldSinceNow ? TimeProvider.System.GetUtcNow().UtcDateTime : product.SoldSince);
    return products;
}).CacheOutput();
app.MapGet("/products/{id:int}/stock", async (int id, IMemoryCache cache, IHttpClientFactory clients) =>
{
    string? left = await cache.GetOrCreateAsync(id, async entry =>
    {
        using HttpClient client = clients.CreateClient("stock");
        return await client.GetStringAsync(new Uri($"/products/{id}", UriKind.Relative));
    });
    return Results.Ok(new { product = id, left });
});
app.MapOrders(defect);
app.MapParcels(defect);
await app.RunAsync();
