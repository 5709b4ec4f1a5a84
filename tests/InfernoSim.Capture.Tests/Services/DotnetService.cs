using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.Tests.Services;

/// <summary>An ordinary ASP.NET Core service that calls a dependency through the proxy and knows nothing of InfernoSim.</summary>
internal sealed class DotnetService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private DotnetService(WebApplication app, HttpClient client)
    {
        _app = app;
        _client = client;
    }

    public string Address => _app.Urls.Single();

    /// <param name="proxy">The outbound proxy; asked for when it is needed, since it starts after the service.</param>
    /// <param name="dependency">The dependency.</param>
    /// <param name="forwarded">The headers that the service copies by hand; none leaves it to HttpClient.</param>
    public static async Task<DotnetService> StartAsync(IWebProxy proxy, string dependency, params string[] forwarded)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var handler = new SocketsHttpHandler { Proxy = proxy, UseProxy = true };
        if (forwarded.Length > 0)
        {
            handler.ActivityHeadersPropagator = null;
        }

        var client = new HttpClient(handler);
        app.MapGet("/work", async (HttpContext context, string n) =>
        {
            using var call = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, $"{dependency}/item?n={n}");
            foreach (string name in forwarded.Where(context.Request.Headers.ContainsKey))
            {
                call.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToString());
            }

            using HttpResponseMessage answer = await client.SendAsync(call, context.RequestAborted);
            return await answer.Content.ReadAsStringAsync();
        });
        await app.StartAsync();
        return new DotnetService(app, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }
}
