using System.Net;
using System.Net.Sockets;
using System.Text;
using InfernoSim.Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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
    private readonly Func<SocketsHttpHandler> _createHandler;
    private readonly Lock _apart = new();
    private readonly ForwarderRequestConfig _http1;
    private readonly ForwarderRequestConfig _http2;
    private readonly ForwarderRequestConfig _http2OverTls;

    /// <summary>Makes one, with connections of its own.</summary>
    /// <param name="idleTimeout">How long an exchange may go without a byte.</param>
    /// <param name="trust">Whose certificates are accepted.</param>
    /// <param name="target">Whose they have to be; <see langword="null"/> for whoever a request's <c>Host</c> names.</param>
    /// <param name="destinations">Where it may connect to; <see langword="null"/> for wherever requests go.</param>
    /// <param name="time">The clock.</param>
    public Upstream(TimeSpan idleTimeout, UpstreamTrust trust, string? target, Destinations? destinations, TimeProvider time)
    {
        _services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddHttpForwarder()
            .BuildServiceProvider();
        _forwarder = _services.GetRequiredService<IHttpForwarder>();
        _createHandler = () => CreateHandler(trust, target, destinations, time);
        _client = new HttpMessageInvoker(_createHandler());
        _http1 = ConfigFor(HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact);
        _http2 = ConfigFor(HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);

        // The caller was told of HTTP/2 before it was known whether the target speaks it.
        _http2OverTls = ConfigFor(HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);

        ForwarderRequestConfig ConfigFor(Version version, HttpVersionPolicy policy) => new() { ActivityTimeout = idleTimeout, Version = version, VersionPolicy = policy };
    }

    /// <summary>Sends a request on and its response back.</summary>
    /// <param name="context">The request and the response.</param>
    /// <param name="destination">Scheme and authority of the target.</param>
    /// <param name="exchange">Says what is sent, and takes note of it.</param>
    /// <returns>The stage that failed, if one did.</returns>
    public ValueTask<ForwarderError> SendAsync(HttpContext context, string destination, HttpTransformer exchange) =>
        _forwarder.SendAsync(context, destination, ClientOf(context), ConfigOf(context, destination), exchange, CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _services.Dispose();
    }

    private HttpMessageInvoker ClientOf(HttpContext context) => GoesApart(context) ? ClientApart(context.Features) : _client;

    // What was connected for a tunnel ends with it, and must carry no other caller's requests then. Outside of tunnels, all callers of HTTP/2 share connections.
    // A request for which the target ends its connection must end none but its own caller's, as without a proxy.
    private static bool GoesApart(HttpContext context) =>
        context.Features.Get<ReadyConnection>() is not null
        || (HttpProtocol.IsHttp2(context.Request.Protocol) && DisputedFields.AreIn(context.Request.Headers));

    private HttpMessageInvoker ClientApart(IFeatureCollection caller)
    {
        lock (_apart)
        {
            IDictionary<object, object?> known = caller.GetRequiredFeature<IConnectionItemsFeature>().Items;
            if (known.TryGetValue(this, out object? client))
            {
                return (HttpMessageInvoker)client!;
            }

            var made = new HttpMessageInvoker(_createHandler());
            known.Add(this, made);

            // Not when the caller closes its end: requests that are under way then are yet to be told that it left.
            caller.GetRequiredFeature<IConnectionCompleteFeature>().OnCompleted(DisposeAsync, made);
            return made;
        }
    }

    private static Task DisposeAsync(object client)
    {
        ((HttpMessageInvoker)client).Dispose();
        return Task.CompletedTask;
    }

    // What the caller speaks is spoken to the target, so that streams and trailers get through.
    private ForwarderRequestConfig ConfigOf(HttpContext context, string destination) =>
        !HttpProtocol.IsHttp2(context.Request.Protocol) ? _http1
        : destination.StartsWith("https:", StringComparison.Ordinal) ? _http2OverTls
        : _http2;

    private static SocketsHttpHandler CreateHandler(UpstreamTrust trust, string? target, Destinations? destinations, TimeProvider time) => new()
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
        EnableMultipleHttp2Connections = true,
        SslOptions = trust.ToClientOptions(target),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(destinations, context, cancellationToken),
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new UpstreamStream(context.PlaintextStream, context.NegotiatedHttpVersion.Major > 1, time)),
    };

    private static async ValueTask<Stream> ConnectAsync(Destinations? destinations, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (context.InitialRequestMessage.Options.TryGetValue(ReadyConnection.Key, out ReadyConnection? ready) && ready.Take() is { } made)
        {
            return new NetworkStream(made, ownsSocket: true);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (destinations is null)
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            }
            else
            {
                await destinations.ConnectAsync(socket, context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
