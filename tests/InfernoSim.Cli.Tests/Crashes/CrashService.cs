using System.Net.Sockets;
using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>
/// A real service on a real socket. It answers <c>/own/KIND/ID</c> itself, and <c>/via/KIND/ID</c> after it has asked its
/// dependency, which is another one, for the same through its proxy.
/// </summary>
internal sealed class CrashService : IAsyncDisposable
{
    private volatile HttpClient _dependency = new();
    private LoopbackHost _host = null!;

    private CrashService()
    {
    }

    /// <summary>Where it listens, or did.</summary>
    public string Authority => _host.Authority;

    /// <summary>Who answers what is asked <c>via</c>.</summary>
    public CrashService? Dependency { get; set; }

    /// <summary>What the dependency answered.</summary>
    public Receipts Received { get; } = new();

    /// <summary>What is awaited before <c>/held/KIND/ID</c> is answered.</summary>
    public Func<Task> Held { get; set; } = () => Task.CompletedTask;

    public static async Task<CrashService> StartAsync()
    {
        var service = new CrashService();
        service._host = await LoopbackHost.StartAsync(app => app.Run(service.AnswerAsync));
        return service;
    }

    /// <summary>Sends calls to the dependency through another proxy from now on.</summary>
    public void UseProxy(Uri proxy) => _dependency = ProxiedClient.Through(proxy);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/');
        if (path.Length != 4)
        {
            // The capture asks whether somebody is there.
            return;
        }

        (string way, var kind, string id) = (path[1], Enum.Parse<AnswerKind>(path[2]), path[3]);
        if (way == "held")
        {
            await Held();
        }

        if (way == "via" && !await AskAsync(context, kind, id))
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }

        await Answers.WriteAsync(context.Response, kind, id);
    }

    private async Task<bool> AskAsync(HttpContext context, AnswerKind kind, string id)
    {
        string url = $"http://{Dependency!.Authority}/own/{kind}/{id}";
        using var request = new HttpRequestMessage(Answers.MethodOf(kind), url);
        request.Headers.Add(TraceContext.InfernoHeader, (string?)context.Request.Headers[TraceContext.InfernoHeader]);
        try
        {
            using HttpResponseMessage answer = await _dependency.SendAsync(request);
            Received.Add(await Receipt.OfAsync(answer, url));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception cut) when (cut is HttpRequestException or SocketException)
        {
            // The proxy was killed, and with it whoever waits for our answer.
            return false;
        }
    }
}
