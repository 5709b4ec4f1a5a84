using System.Net.WebSockets;
using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.AspNetCore.Tests;

/// <summary>The desk with one line added, and what it depends on, over real sockets.</summary>
public sealed class FlownDesk : IAsyncDisposable
{
    private readonly TestFolder _folder;
    private readonly LoopbackHost _prices;
    private readonly WebApplication _desk;

    private FlownDesk(TestFolder folder, LoopbackHost prices, WebApplication desk)
    {
        _folder = folder;
        _prices = prices;
        _desk = desk;
        Client = new HttpClient(Unseen(), disposeHandler: true) { BaseAddress = new Uri(desk.Urls.Single()) };
    }

    /// <summary>A client of the desk.</summary>
    public HttpClient Client { get; }

    /// <summary>The desk's services.</summary>
    public IServiceProvider Services => _desk.Services;

    /// <summary>Its recorder.</summary>
    public IFlightRecorder Recorder => Services.GetRequiredService<IFlightRecorder>();

    /// <summary>What its recorder keeps.</summary>
    internal AspNetCore.Ring.ExchangeRing Ring => Services.GetRequiredService<Recorder>().Ring;

    /// <summary>Where its dependency listens.</summary>
    public Uri Prices => _prices.Address;

    /// <summary>Where its incidents go.</summary>
    public string Incidents => _folder.File("incidents");

    /// <summary>The incidents so far, the oldest first.</summary>
    public string[] Frozen => Directory.Exists(Incidents)
        ? [.. Directory.GetDirectories(Incidents).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Starts the desk. Incidents are written at once, unless the options say otherwise.</summary>
    public static async Task<FlownDesk> StartAsync(
        Action<FlightRecorderOptions>? configure = null, Action<WebApplicationBuilder>? with = null, Action<WebApplication>? map = null, Action<WebApplication>? mapPrices = null)
    {
        var folder = new TestFolder();
        LoopbackHost prices = await StartPricesAsync(mapPrices);
        WebApplication desk = Desk.Build(
            ["--urls=http://127.0.0.1:0", $"--Prices={prices.Address}", $"--Database=Data Source={folder.File("desk.db")};Pooling=False", "--environment=Production"],
            builder =>
            {
                builder.Logging.ClearProviders();
                with?.Invoke(builder);
                builder.AddFlightRecorder(options =>
                {
                    options.Folder = folder.File("incidents");
                    options.After = TimeSpan.Zero;
                    configure?.Invoke(options);
                });
            });
        map?.Invoke(desk);
        await desk.StartAsync();
        return new FlownDesk(folder, prices, desk);
    }

    /// <summary>A transport that gives no diagnostic events: the calls of a test are not the service's, though they are made in its process.</summary>
    public static SocketsHttpHandler Unseen() => new() { ActivityHeadersPropagator = null };

    /// <summary>Opens a WebSocket of a test, which is not the service's either.</summary>
    /// <param name="service">The address of the service.</param>
    /// <param name="path">Where it is spoken to.</param>
    /// <param name="with">Sets options.</param>
    public static async Task<ClientWebSocket> OpenAsync(Uri service, string path, Action<ClientWebSocketOptions>? with = null)
    {
        var socket = new ClientWebSocket();
        with?.Invoke(socket.Options);
        using var invoker = new HttpMessageInvoker(Unseen());
        await socket.ConnectAsync(new UriBuilder(service) { Scheme = "ws", Path = path }.Uri, invoker, CancellationToken.None).WaitAsync(Patience.Limit);
        return socket;
    }

    /// <summary>What the desk depends on.</summary>
    public static Task<LoopbackHost> StartPricesAsync(Action<WebApplication>? map = null) => LoopbackHost.StartAsync(app =>
    {
        app.MapGet("/price/{item}", (string item) => Results.Text($$"""{"item":"{{item}}","price":{{item.Length}}}""", "application/json"));
        app.MapPost("/reserve", () => Results.Text("""{"reserved":true}""", "application/json"));
        WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket));
        map?.Invoke(app);
    });

    /// <summary>Freezes, and reads what came of it.</summary>
    public async Task<Incident> FreezeAsync()
    {
        FrozenIncident frozen = Assert.IsType<FrozenIncident>(await Recorder.FreezeAsync("a test asks"));
        return IncidentReader.Read(frozen.Folder);
    }

    /// <summary>Stops the desk as a signal would.</summary>
    public Task StopAsync() => _desk.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _desk.DisposeAsync();
        await _prices.DisposeAsync();
        _folder.Dispose();
    }
}
