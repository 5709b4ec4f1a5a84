using System.Net;
using System.Text;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Cli.Tests.Healing;

/// <summary>
/// A service and its dependency on real sockets, recorded by the capture proxies and then replayed, healed and replayed by
/// the commands. Its endpoints are given by the test; each is told how often it has been asked.
/// </summary>
internal sealed class HealedService : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _paths = [];
    private readonly int _stubPort = FreePort.Next();
    private readonly WebApplication _service;
    private readonly WebApplication _dependency;
    private HttpClient _dependencies = new();

    private HealedService()
    {
        _service = NewApplication();
        _dependency = NewApplication();
        _dependency.MapFallback(() => Results.Text("""{"ok":true}""", "application/json"));
    }

    public string Incident => _folder.File("incident");

    public string Rules => File.ReadAllText(Path.Combine(Incident, "replay.yaml"));

    /// <summary>Whether dependency calls say which request they belong to.</summary>
    public bool IsTraced { get; set; } = true;

    public Uri Dependency => new(_dependency.Urls.Single());

    /// <summary>Starts a service whose endpoints answer JSON, a text, or what they like.</summary>
    public static async Task<HealedService> StartAsync(Action<HealedService> map)
    {
        var service = new HealedService();
        await service._dependency.StartAsync();
        map(service);
        await service._service.StartAsync();
        await service.RecordAsync();
        return service;
    }

    public HealedService Answers(string path, Func<int, object> body, string type = "application/json") => Handles(path, (context, asked) =>
    {
        context.Response.ContentType = type;
        object value = body(asked);
        return context.Response.WriteAsync(value as string ?? System.Text.Json.JsonSerializer.Serialize(value));
    });

    /// <summary>An endpoint; how often it has been asked before is 0 while it is recorded.</summary>
    public HealedService Handles(string path, Func<HttpContext, int, Task> handle)
    {
        int asked = -1;
        _paths.Add(path);
        _service.MapGet(path, context => handle(context, Interlocked.Increment(ref asked)));
        return this;
    }

    /// <summary>Calls the dependency as the service does.</summary>
    public async Task<string> CallAsync(HttpContext cause, string target, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(Dependency, target));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (string name in (string[])["traceparent", "tracestate", "X-Inferno-TraceID"])
        {
            if (IsTraced)
            {
                request.Headers.TryAddWithoutValidation(name, (string?)cause.Request.Headers[name]);
            }
        }

        using HttpResponseMessage answer = await _dependencies.SendAsync(request);
        return $"{(int)answer.StatusCode}";
    }

    /// <summary>Runs a command against the service.</summary>
    public async Task<(int Code, string Out, string Error)> RunAsync(string command, params string[] flags)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new CliConsole(output, error, ErrorIsTerminal: false, _ => null);
        int code = await CommandHost.RunAsync(
            [command, Incident, $"--target-base={_service.Urls.Single()}", $"--stub-listen=:{_stubPort}", "--stub-compat-listen=", .. flags], console);
        return (code, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _dependency.DisposeAsync();
        _dependencies.Dispose();
        _folder.Dispose();
    }

    private async Task RecordAsync()
    {
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = Incident,
            Listen = ListenAddress.Parse(":0"),
            Forward = ForwardTarget.Parse(_service.Urls.Single()),
            OutboundListen = ListenAddress.Parse(":0"),
            Capture = new CaptureOptions { CaptureSensitiveData = true },
        });
        using var client = new HttpClient { BaseAddress = session.Inbound!.Address };
        UseProxy(session.Outbound!.Address);
        foreach (string path in _paths)
        {
            await client.GetStringAsync(new Uri(path, UriKind.Relative));
        }

        await session.StopAsync();
        UseProxy(new Uri($"http://127.0.0.1:{_stubPort}"));
    }

    private void UseProxy(Uri proxy)
    {
        _dependencies.Dispose();
        _dependencies = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(proxy) });
    }

    private static WebApplication NewApplication()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder.Build();
    }
}
