using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>
/// A service as teams have them: it binds an order, reads one and writes one with Entity Framework Core, asks for a price over TLS and HTTP/2 and for a part
/// in stock with gRPC, and answers with the order.
/// </summary>
/// <param name="dependency">The authority of the <see cref="ShopDependency"/>.</param>
/// <param name="certificate">The hash of its certificate.</param>
/// <param name="database">The file of the database, which is not there yet.</param>
internal sealed class ShopService(string dependency, string certificate, string database) : IDisposable
{
    // With a null for each line's note, what is stored and answered would be larger than what was sent.
    private const JsonIgnoreCondition Nulls = JsonIgnoreCondition.WhenWritingNull;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { DefaultIgnoreCondition = Nulls };

    private readonly string _connectionString = $"Data Source={database}";

    // SQLite has one writer at a time, and whoever comes meanwhile would block a thread until it tries again.
    private readonly SemaphoreSlim _writer = new(1);
    private long _number;

    public void Add(IServiceCollection services)
    {
        var address = new Uri($"https://{dependency}/");
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.DefaultIgnoreCondition = Nulls);
        services.AddDbContext<ShopContext>(options => options.UseSqlite(_connectionString));
        services.AddHttpClient("prices", client => (client.BaseAddress, client.DefaultRequestVersion, client.DefaultVersionPolicy) = (address, HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact))
            .ConfigurePrimaryHttpMessageHandler(() => SelfSigned.Trusting(certificate));
        services.AddGrpcClient<StockClient>(options => options.Address = address).ConfigurePrimaryHttpMessageHandler(() => SelfSigned.Trusting(certificate));
    }

    /// <summary>Adds what it answers.</summary>
    /// <param name="app">The service.</param>
    /// <param name="body">What each row of its database begins with.</param>
    public async Task MapAsync(WebApplication app, byte[] body)
    {
        await ShopContext.CreateAsync(_connectionString, Encoding.UTF8.GetString(body));
        app.MapPost("/orders", PlaceAsync);
    }

    public void Dispose() => _writer.Dispose();

    private async Task<PlacedOrder> PlaceAsync(Order order, ShopContext shop, IHttpClientFactory clients, StockClient stock, CancellationToken stop)
    {
        long number = Interlocked.Increment(ref _number);
        long before = (number + (ShopContext.Rows / 2)) % ShopContext.Rows;
        StoredOrder earlier = await shop.Orders.AsNoTracking().SingleAsync(stored => stored.Id == before, stop);
        using HttpClient prices = clients.CreateClient("prices");
        Price? price = await prices.GetFromJsonAsync<Price>("prices/K-1", stop);
        using AsyncUnaryCall<string> reserve = stock.Reserve(order.Lines[0].Sku!, stop);
        string reserved = await reserve;
        Order priced = order.At(price!);
        await WriteAsync(shop, new StoredOrder { Id = number % ShopContext.Rows, Number = number, Text = JsonSerializer.Serialize(priced, Json) }, stop);
        return new PlacedOrder(number, earlier.Number, reserved, priced.Lines);
    }

    private async Task WriteAsync(ShopContext shop, StoredOrder order, CancellationToken stop)
    {
        shop.Orders.Update(order);
        await _writer.WaitAsync(stop);
        try
        {
            await shop.SaveChangesAsync(stop);
        }
        finally
        {
            _writer.Release();
        }
    }

    private sealed record PlacedOrder(long Number, long Earlier, string Reserved, IReadOnlyList<OrderLine> Lines);
}
