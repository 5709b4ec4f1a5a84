using System.Text;
using InfernoSim.Capture;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>A service that passes on to its dependency what it is asked, and answers it, recorded by the capture proxies.</summary>
internal sealed class EchoService : IAsyncDisposable
{
    private readonly List<string> _answers = [];
    private readonly int _stubPort = RawServer.UnusedPort();
    private LoopbackHost _service = null!;
    private LoopbackHost _dependency = null!;
    private HttpClient _dependencies = new();

    private EchoService()
    {
    }

    public string Target => $"--target-base={_service.Address.GetLeftPart(UriPartial.Authority)}";

    /// <summary>What callers got while it was recorded.</summary>
    public IReadOnlyList<string> Answers => _answers;

    public string StubListen => $"--stub-listen=:{_stubPort}";

    public static async Task<EchoService> RecordAsync(string incident, IEnumerable<(string Target, string Body)> requests, bool withSecrets = true)
    {
        var service = new EchoService();
        service._dependency = await LoopbackHost.StartAsync(app => app.MapFallback(EchoAsync));
        service._service = await LoopbackHost.StartAsync(app => app.MapFallback(service.AnswerAsync));
        await using CaptureSession session = await CaptureSession.StartAsync(new CaptureSessionOptions
        {
            Folder = incident,
            Listen = ListenAddress.Parse(":0"),
            Forward = ForwardTarget.Parse(service._service.Authority),
            OutboundListen = ListenAddress.Parse(":0"),
            Capture = new CaptureOptions { CaptureSensitiveData = withSecrets },
        });
        using var client = new HttpClient { BaseAddress = session.Inbound!.Address };
        service.UseProxy(session.Outbound!.Address);
        foreach ((string target, string body) in requests)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync(new Uri(target, UriKind.Relative), content);
            service._answers.Add(await answer.Content.ReadAsStringAsync());
        }

        await session.StopAsync();
        service.UseProxy(new Uri($"http://127.0.0.1:{service._stubPort}"));
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _dependency.DisposeAsync();
        _dependencies.Dispose();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"asked":"{{context.Request.QueryString.Value}}","body":{{body}}}""");
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_dependency.Address, $"/store{context.Request.QueryString.Value}"));
        request.Content = new StringContent(await reader.ReadToEndAsync(), Encoding.UTF8, "application/json");
        foreach (string name in (string[])["traceparent", "tracestate", "X-Inferno-TraceID"])
        {
            request.Headers.TryAddWithoutValidation(name, (string?)context.Request.Headers[name]);
        }

        using HttpResponseMessage answer = await _dependencies.SendAsync(request);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"path":"{{context.Request.Path}}","stored":{{await answer.Content.ReadAsStringAsync()}}}""");
    }

    private void UseProxy(Uri proxy)
    {
        _dependencies.Dispose();
        _dependencies = ProxiedClient.Through(proxy);
    }
}
