using InfernoSim.Testing.Tests.Service;
using Microsoft.Extensions.Http.Resilience;
using Polly;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddHttpClient("named", client => client.BaseAddress = new Uri("http://payments.test/v1/"))
    .AddHttpMessageHandler(() => new StampHandler());
builder.Services.AddHttpClient<TypedDependency>();
builder.Services.AddHttpClient("keyed").AddAsKeyed();
builder.Services.AddHttpClient("refit").AddTypedClient(InterfaceClient.Create<IPaymentsApi>);
builder.Services.AddHttpClient("own-sockets").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = System.Net.DecompressionMethods.All });
builder.Services.AddHttpClient("own-wrapped").ConfigurePrimaryHttpMessageHandler(() => new StampHandler { InnerHandler = new HttpClientHandler() });
builder.Services.AddHttpClient("own-untraced").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ActivityHeadersPropagator = null });
builder.Services.AddHttpClient("own-fake").ConfigurePrimaryHttpMessageHandler(() => new FakeDependency());
builder.Services.AddHttpClient("resilient").AddResilienceHandler("retries", pipeline => pipeline.AddRetry(new HttpRetryStrategyOptions
{
    MaxRetryAttempts = 3,
    Delay = TimeSpan.FromMilliseconds(1),
    BackoffType = DelayBackoffType.Constant,
    UseJitter = false,
}));
builder.Services.AddGrpcClient<EchoClient>(options => options.Address = new Uri("http://echo.test"));
builder.Services.AddSingleton<DependencyCalls>();
builder.Services.AddSingleton<Greeting>();
builder.Services.AddSingleton<Turns>();
builder.Services.AddTimedClients();
WebApplication app = builder.Build();

app.MapGet("/health", () => "ok");
app.MapGet("/problem", () => TypedResults.Problem(title: "Out of stock", statusCode: 409, extensions: new Dictionary<string, object?> { ["traceId"] = System.Diagnostics.Activity.Current?.Id }));
app.MapGet("/nothing", () => { });
app.MapGet("/order", () => new { id = Guid.NewGuid(), createdAt = DateTimeOffset.UtcNow, total = 12 });
app.MapGet("/greeting", (Greeting greeting) => greeting.Text);
app.MapPost("/echo", async (HttpRequest request) => Results.Text(await new StreamReader(request.Body).ReadToEndAsync(), "text/plain"));
app.MapGet("/call/{way}", (string way, string url, DependencyCalls calls, CancellationToken stop) => calls.CallAsync(way, new Uri(url, UriKind.RelativeOrAbsolute), stop));
app.MapGet("/turns/{turn:int}/{way}", (int turn, string way, string url, Turns turns, DependencyCalls calls, CancellationToken stop) => turns.CallAsync(turn, () => calls.CallAsync(way, new Uri(url), stop), stop));
app.MapGet("/checkout/{order:int}", async (int order, IHttpClientFactory clients, CancellationToken stop) =>
{
    HttpClient client = clients.CreateClient();
    string price = await client.GetStringAsync(new Uri($"http://catalog.test/price/{order}"), stop);
    string paid = await client.GetStringAsync(new Uri($"https://payments.test/pay/{order}?amount={price}"), stop);
    return Results.Json(new { order, price, paid });
});
app.MapTimed();
app.MapGet("/allocate/{bytes:int}", async (int bytes) =>
{
    // In pieces, on whichever thread comes next, and a part of it beside the request.
    await Task.Yield();
    byte[][] own = [.. Enumerable.Range(0, 8).Select(_ => new byte[bytes / 10])];
    byte[][] others = await Task.Run(() => Enumerable.Range(0, 2).Select(_ => new byte[bytes / 10]).ToArray());
    return own.Concat(others).Sum(piece => piece.Length);
});
app.MapPost("/fail/{when}", async (string when, HttpContext context) =>
{
    if (when == "late")
    {
        await context.Response.WriteAsync("part");
        await context.Response.Body.FlushAsync();
    }

    throw new InvalidOperationException($"It fails {when}.");
});
app.MapGet("/hang", (CancellationToken stop) => Task.Delay(Timeout.Infinite, stop));
app.MapGet("/wait/{way}", async (string way, IHttpClientFactory clients) => await Waiting.WaitAsync(way, clients));
app.Run();

/// <summary>Named so that tests can name the service.</summary>
public partial class Program;
