using System.Collections.Concurrent;
using System.Net.Http.Headers;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>Sends the requests of an incident to a service that answers, and calls its dependency, as the incident says, byte for byte. Of trailers it has none: Kestrel sends none by HTTP/1.1.</summary>
internal sealed class PlantedTraffic : IAsyncDisposable
{
    private readonly Incident _planted;
    private readonly ConcurrentDictionary<string, byte[]> _arrived = new();
    private LoopbackHost _service = null!;
    private LoopbackHost _dependency = null!;
    private HttpClient _dependencies = new(new SocketsHttpHandler { UseCookies = false });

    private PlantedTraffic(Incident planted) => _planted = planted;

    public string Authority => _service.Authority;

    public Uri Address => _service.Address;

    public static async Task<PlantedTraffic> StartAsync(string planted, Action<IServiceCollection>? addServices = null, Action<WebApplication>? use = null)
    {
        var traffic = new PlantedTraffic(IncidentReader.Read(planted));
        traffic._dependency = await LoopbackHost.StartAsync(app => app.MapFallback("{*path}", traffic.TakeCallAsync));
        traffic._service = await LoopbackHost.StartAsync(
            app =>
            {
                use?.Invoke(app);
                app.MapFallback("{*path}", traffic.AnswerAsync);
            },
            addServices);
        return traffic;
    }

    /// <summary>Lets the service send its calls through a proxy.</summary>
    public void UseProxy(Uri proxy)
    {
        _dependencies.Dispose();
        _dependencies = ProxiedClient.Through(proxy);
    }

    /// <summary>Sends all requests, and checks that everybody got what was sent.</summary>
    public async Task SendAsync(Uri to)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = to };
        foreach (RecordedExchange exchange in _planted.Exchanges)
        {
            using HttpRequestMessage request = MessageOf(exchange.Request, new Uri(to, exchange.Request.Url!));
            using HttpResponseMessage response = await client.SendAsync(request);
            byte[] body = await response.Content.ReadAsByteArrayAsync();
            Assert.True(response.IsSuccessStatusCode, $"{exchange.Request.Url}: {(int)response.StatusCode} {request}");
            Assert.Equal(exchange.Response!.Body.GetBytes().ToArray(), body);
            Assert.All(exchange.Response.Headers.Where(IsOwn), field => Assert.Equal(field.Value, response.Headers.NonValidated.TryGetValues(field.Key, out HeaderStringValues values) ? values : response.Content.Headers.NonValidated[field.Key]));
            Assert.Equal(exchange.Request.Body.GetBytes().ToArray(), _arrived[PathOf(exchange.Request.Url!)]);
            Assert.All(exchange.Calls, call => Assert.Equal(call.Body.GetBytes().ToArray(), _arrived[PathOf(RecordedTarget.Of(call).PathAndQuery)]));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _dependency.DisposeAsync();
        _dependencies.Dispose();
    }

    private static string PathOf(string target) => string.Join('/', target.Split('?')[0].Split('/').Take(3));

    private static bool IsOwn(KeyValuePair<string, IReadOnlyList<string>> field) => !field.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);

    private static HttpRequestMessage MessageOf(IncidentEvent e, Uri to)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(e.Body.GetBytes().ToArray()) };
        foreach ((string name, IReadOnlyList<string> values) in e.Headers.Where(IsOwn))
        {
            Assert.True(message.Headers.TryAddWithoutValidation(name, values) || message.Content.Headers.TryAddWithoutValidation(name, values));
        }

        return message;
    }

    private async Task TakeCallAsync(HttpContext context) => await TakeAsync(context);

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _arrived[PathOf(context.Request.Path.Value!)] = body.ToArray();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        await TakeAsync(context);
        RecordedExchange exchange = _planted.Exchanges[int.Parse(context.Request.Path.Value!.Split('/')[2])];
        foreach (IncidentEvent call in exchange.Calls)
        {
            using HttpRequestMessage message = MessageOf(call, new Uri(_dependency.Address, RecordedTarget.Of(call).PathAndQuery));
            foreach (string name in (string[])["traceparent", "tracestate", "X-Inferno-TraceID"])
            {
                message.Headers.TryAddWithoutValidation(name, (string?)context.Request.Headers[name]);
            }

            using HttpResponseMessage answer = await _dependencies.SendAsync(message);
        }

        foreach ((string name, IReadOnlyList<string> values) in exchange.Response!.Headers.Where(IsOwn))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await context.Response.Body.WriteAsync(exchange.Response.Body.GetBytes());
    }
}
