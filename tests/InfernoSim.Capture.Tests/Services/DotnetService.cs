using System.Net;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.Tests.Services;

/// <summary>An ordinary ASP.NET Core service that calls a dependency through the proxy and knows nothing of InfernoSim.</summary>
internal sealed class DotnetService : IAsyncDisposable
{
    private readonly LoopbackHost _host;
    private readonly HttpClient _client;

    private DotnetService(LoopbackHost host, HttpClient client)
    {
        _host = host;
        _client = client;
    }

    public string Address => $"http://{_host.Authority}";

    /// <param name="proxy">The outbound proxy; asked for when it is needed, since it starts after the service.</param>
    /// <param name="dependency">The dependency.</param>
    /// <param name="forwarded">The headers that the service copies by hand; none leaves it to HttpClient.</param>
    public static async Task<DotnetService> StartAsync(IWebProxy proxy, string dependency, params string[] forwarded)
    {
        var handler = new SocketsHttpHandler { Proxy = proxy, UseProxy = true };
        if (forwarded.Length > 0)
        {
            handler.ActivityHeadersPropagator = null;
        }

        var client = new HttpClient(handler);
        // With a logger, a request has an activity, which is what HttpClient carries on as traceparent.
        LoopbackHost host = await LoopbackHost.StartAsync(
            app => app.MapGet("/work", async (HttpContext context, string n) =>
            {
                using var call = new HttpRequestMessage(System.Net.Http.HttpMethod.Get, $"{dependency}/item?n={n}");
                foreach (string name in forwarded.Where(context.Request.Headers.ContainsKey))
                {
                    call.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToString());
                }

                using HttpResponseMessage answer = await client.SendAsync(call, context.RequestAborted);
                return await answer.Content.ReadAsStringAsync();
            }),
            services => services.AddLogging(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Critical)));
        return new DotnetService(host, client);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _client.Dispose();
    }
}
