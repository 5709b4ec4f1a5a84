using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A real service on a real socket: <c>/hello</c> answers itself, <c>/price</c> asks a dependency through a proxy.</summary>
internal sealed class TestService : IAsyncDisposable
{
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

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task AnswerHelloAsync(HttpContext context)
    {
        await OnHello(context);
        await context.Response.WriteAsync(Greeting);
    }

    private async Task<IResult> AnswerPriceAsync(HttpContext context)
    {
        using HttpClient client = ProxiedClient.Through(Proxy!);
        using HttpResponseMessage answer = await client.GetAsync(new Uri(Dependency!, "/hello"), context.RequestAborted);
        return Results.Text($"the dependency says {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
