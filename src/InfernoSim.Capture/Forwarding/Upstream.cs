using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Yarp.ReverseProxy.Forwarder;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Sends requests on. It follows nothing, unpacks nothing, remembers no cookies, and adds no header of its own.</summary>
internal sealed class Upstream : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHttpForwarder _forwarder;
    private readonly HttpMessageInvoker _client;
    private readonly ForwarderRequestConfig _config;

    /// <summary>Makes one, with connections of its own.</summary>
    /// <param name="idleTimeout">How long an exchange may go without a byte.</param>
    public Upstream(TimeSpan idleTimeout)
    {
        _services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddHttpForwarder()
            .BuildServiceProvider();
        _forwarder = _services.GetRequiredService<IHttpForwarder>();
        _client = new HttpMessageInvoker(CreateHandler());
        _config = new ForwarderRequestConfig
        {
            ActivityTimeout = idleTimeout,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>Sends a request on and its response back.</summary>
    /// <param name="context">The request and the response.</param>
    /// <param name="destination">Scheme and authority of the target.</param>
    /// <param name="exchange">Says what is sent, and takes note of it.</param>
    /// <returns>The stage that failed, if one did.</returns>
    public ValueTask<ForwarderError> SendAsync(HttpContext context, string destination, HttpTransformer exchange) =>
        _forwarder.SendAsync(context, destination, _client, _config, exchange, CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _services.Dispose();
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null,
#pragma warning disable CA2262 // The unit is meant: half a MiB, as Kestrel is given for requests.
        MaxResponseHeadersLength = 512,
#pragma warning restore CA2262
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new UpstreamStream(context.PlaintextStream)),
    };
}
