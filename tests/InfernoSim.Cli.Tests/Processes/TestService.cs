using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A real service on a real socket: <c>/hello</c> answers itself, <c>/price</c> asks a dependency through a proxy.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestService(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

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
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        var service = new TestService(app);
        app.Map("/hello", service.AnswerHelloAsync);
        app.MapGet("/price", (Delegate)service.AnswerPriceAsync);
        app.MapPost("/order", () => Results.Text("ordered"));
        await app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerHelloAsync(HttpContext context)
    {
        await OnHello(context);
        await context.Response.WriteAsync(Greeting);
    }

    private async Task<IResult> AnswerPriceAsync(HttpContext context)
    {
        using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(Proxy) });
        using HttpResponseMessage answer = await client.GetAsync(new Uri(Dependency!, "/hello"), context.RequestAborted);
        return Results.Text($"the dependency says {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
