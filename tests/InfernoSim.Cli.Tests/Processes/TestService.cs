using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A real service on a real socket: <c>/hello</c> answers itself, <c>/price</c> asks a dependency through a proxy.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private const string TraceHeader = "X-Inferno-TraceID";

    private readonly ConcurrentDictionary<Uri, HttpClient> _clients = new();
    private LoopbackHost _host = null!;

    private TestService()
    {
    }

    public Uri Address => _host.Address;

    /// <summary>What <c>/hello</c> answers.</summary>
    public string Greeting { get; set; } = "hello";

    /// <summary>What happens before <c>/hello</c> answers.</summary>
    public Func<HttpContext, Task> OnHello { get; set; } = _ => Task.CompletedTask;

    /// <summary>The proxy for <c>/price</c>.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>Whether <c>/price</c> says which request its call belongs to.</summary>
    public bool TellsRequest { get; set; }

    /// <summary>How long <c>/price</c> waits for the dependency once its call is on the wire.</summary>
    public TimeSpan LongestWait { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Where <c>/price</c> asks.</summary>
    public Uri? Dependency { get; set; }

    public static async Task<TestService> StartAsync()
    {
        var service = new TestService();
        service._host = await LoopbackHost.StartAsync(app =>
        {
            app.Map("/hello", service.AnswerHelloAsync);
            app.MapGet("/price", (Delegate)service.AnswerPriceAsync);
            app.MapPost("/order", () => Results.Text("ordered"));
        });
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        foreach (HttpClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task AnswerHelloAsync(HttpContext context)
    {
        await OnHello(context);
        await context.Response.WriteAsync(Greeting);
    }

    private async Task<IResult> AnswerPriceAsync(HttpContext context)
    {
        HttpClient client = _clients.GetOrAdd(Proxy!, proxy => ProxiedClient.Through(proxy));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            // On a busy machine a call that is not on its way yet would be given up unseen.
            using var call = new HttpRequestMessage(HttpMethod.Get, new Uri(Dependency!, "/hello"));
            if (LongestWait != Timeout.InfiniteTimeSpan)
            {
                call.Method = HttpMethod.Post;
                call.Content = new NoticedContent(() => patience.CancelAfter(LongestWait));
            }

            if (TellsRequest)
            {
                call.Headers.Add(TraceHeader, context.Request.Headers[TraceHeader].ToArray());
            }

            using HttpResponseMessage answer = await client.SendAsync(call, patience.Token);
            return Results.Text($"the dependency says {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
        catch (HttpRequestException e)
        {
            return Results.Text($"the dependency failed: {(e.InnerException?.InnerException is SocketException { SocketErrorCode: var error } ? error.ToString() : e.HttpRequestError)}");
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Results.Text("the dependency was given up");
        }
    }

    /// <summary>A content that says when it has been sent.</summary>
    private sealed class NoticedContent(Action sent) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("price"u8.ToArray());
            await stream.FlushAsync();
            sent();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = "price"u8.Length;
            return true;
        }
    }
}
