using System.Net.WebSockets;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Capture.AspNetCore.Tests.Service;

/// <summary>The service, for whoever wants to add a line to it.</summary>
public static class Desk
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? with = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddDbContext<DeskContext>(options => options.UseSqlite(builder.Configuration["Database"] ?? "Data Source=desk.db"));
        builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri(builder.Configuration["Prices"] ?? "http://prices.test"));

        // With the handler that it takes by itself, a client of gRPC goes past every proxy.
        builder.Services.AddGrpcClient<EchoClient>(options => options.Address = new Uri(builder.Configuration["Echo"] ?? "http://echo.test"))
            .ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
        with?.Invoke(builder);
        WebApplication app = builder.Build();
        using (IServiceScope scope = app.Services.CreateScope())
        {
            scope.ServiceProvider.GetRequiredService<DeskContext>().Database.EnsureCreated();
        }

        Map(app, new Uri(builder.Configuration["Prices"] ?? "http://prices.test"));
        return app;
    }

    private static void Map(WebApplication app, Uri prices)
    {
        // Made by hand, and kept for as long as the service lives.
        var handMade = new HttpClient();
        app.MapGet("/health", () => "ok");
        app.MapGet("/pid", () => Environment.ProcessId);
        app.MapGet("/quotes/{item}", async (string item, IHttpClientFactory clients) =>
        {
            using HttpClient client = clients.CreateClient("prices");
            return Results.Text(await client.GetStringAsync($"/price/{item}"), "application/json");
        });
        app.MapGet("/direct/{item}", async (string item) => Results.Text(await handMade.GetStringAsync(new Uri(prices, $"/price/{item}")), "application/json"));
        app.MapPost("/orders", PostOrderAsync);
        app.MapGet("/orders", async (DeskContext context) => await context.Orders.OrderBy(order => order.Id).ToListAsync());
        app.MapGet("/events", StreamAsync);
        app.MapGet("/crash", IResult () => throw new InvalidOperationException("The desk is on fire."));
        app.MapGet("/busy", () => Results.StatusCode(503));
        app.MapPost("/length", async (HttpRequest request) =>
        {
            long length = 0;
            byte[] buffer = new byte[64 * 1024];
            while (await request.Body.ReadAsync(buffer) is > 0 and int read)
            {
                length += read;
            }

            return length;
        });
        app.UseWebSockets();
        app.MapGet("/talk", TalkAsync);
        app.MapGet("/ask/{what}", (string what, IHttpMessageHandlerFactory handlers, CancellationToken stop) =>
            AskAsync(handlers.CreateHandler("prices"), new UriBuilder(prices) { Scheme = "ws", Path = "/chat" }.Uri, what, stop));
        DeskMethods.Map(app);
        app.MapGet("/bytes/{count:int}", (int count) => Results.Stream(output => WriteAsync(output, count), "application/octet-stream"));
    }

    private static async Task<IResult> PostOrderAsync(Order order, DeskContext context, IHttpClientFactory clients)
    {
        using HttpClient client = clients.CreateClient("prices");
        using HttpResponseMessage reserved = await client.PostAsJsonAsync("/reserve", new { order.Item });
        reserved.EnsureSuccessStatusCode();
        context.Orders.Add(order);
        await context.SaveChangesAsync();
        return Results.Created($"/orders/{order.Id}", order);
    }

    private static async Task StreamAsync(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        for (int i = 1; i <= 3; i++)
        {
            await response.WriteAsync($"data: {i}\n\n");
            await response.Body.FlushAsync();
        }
    }

    // Says again what it hears, until it is closed.
    private static async Task TalkAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: WebSocketMessageType.Text } heard)
        {
            await socket.SendAsync(buffer.AsMemory(0, heard.Count), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    // Asks a dependency that says welcome first.
    private static async Task<string> AskAsync(HttpMessageHandler transport, Uri dependency, string what, CancellationToken stop)
    {
        using var invoker = new HttpMessageInvoker(transport, disposeHandler: false);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(dependency, invoker, stop);
        byte[] buffer = new byte[1024];
        await socket.ReceiveAsync(buffer, stop);
        await socket.SendAsync(Encoding.UTF8.GetBytes(what), WebSocketMessageType.Text, endOfMessage: true, stop);
        WebSocketReceiveResult answered = await socket.ReceiveAsync(buffer, stop);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, stop);
        return Encoding.UTF8.GetString(buffer, 0, answered.Count);
    }

    private static async Task WriteAsync(Stream output, int count)
    {
        byte[] buffer = new byte[64 * 1024];
        for (int left = count; left > 0; left -= buffer.Length)
        {
            await output.WriteAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
        }
    }
}

public sealed class DeskContext(DbContextOptions<DeskContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();
}

public sealed class Order
{
    public int Id { get; set; }

    public required string Item { get; set; }
}
