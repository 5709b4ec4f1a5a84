using System.Text;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Healing;

/// <summary>
/// A service and its dependency on real sockets, recorded by the capture proxies and then replayed, healed and replayed by
/// the commands. Its endpoints are given by the test; each is told how often it has been asked.
/// </summary>
internal sealed class HealedService : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<(string Path, RequestDelegate Handle)> _endpoints = [];
    private readonly int _stubPort = RawServer.UnusedPort();
    private LoopbackHost _service = null!;
    private LoopbackHost _dependency = null!;
    private HttpClient _dependencies = new();

    private HealedService()
    {
    }

    public string Incident => _folder.File("incident");

    public string Rules => File.ReadAllText(Path.Combine(Incident, "replay.yaml"));

    /// <summary>Whether dependency calls say which request they belong to.</summary>
    public bool IsTraced { get; set; } = true;

    public Uri Dependency => _dependency.Address;

    /// <summary>Starts a service whose endpoints answer JSON, a text, or what they like.</summary>
    public static async Task<HealedService> StartAsync(Action<HealedService> map)
    {
        var service = new HealedService();
        service._dependency = await LoopbackHost.StartAsync(app => app.MapFallback(() => Results.Text("""{"ok":true}""", "application/json")));
        map(service);
        service._service = await LoopbackHost.StartAsync(app => service._endpoints.ForEach(endpoint => app.MapGet(endpoint.Path, endpoint.Handle)));
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
        _endpoints.Add((path, context => handle(context, Interlocked.Increment(ref asked))));
        return this;
    }

    /// <summary>Calls the dependency as the service does.</summary>
    public async Task<string> CallAsync(HttpContext cause, string target, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(Dependency, target));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

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
        var console = new CliConsole(output, error, errorIsTerminal: false, _ => null);
        int code = await CommandHost.RunAsync(
            [command, Incident, $"--target-base={_service.Address.GetLeftPart(UriPartial.Authority)}", $"--stub-listen=:{_stubPort}", "--stub-compat-listen=", .. flags], console);
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
            Forward = ForwardTarget.Parse(_service.Authority),
            OutboundListen = ListenAddress.Parse(":0"),
            Capture = new CaptureOptions { CaptureSensitiveData = true },
        });
        using var client = new HttpClient { BaseAddress = session.Inbound!.Address };
        UseProxy(session.Outbound!.Address);
        foreach ((string path, _) in _endpoints)
        {
            await client.GetStringAsync(new Uri(path, UriKind.Relative));
        }

        await session.StopAsync();
        UseProxy(new Uri($"http://127.0.0.1:{_stubPort}"));
    }

    private void UseProxy(Uri proxy)
    {
        _dependencies.Dispose();
        _dependencies = ProxiedClient.Through(proxy);
    }
}
