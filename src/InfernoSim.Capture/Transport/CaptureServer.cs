using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace InfernoSim.Capture.Transport;

/// <summary>
/// Kestrel and nothing above it: no host, no middleware, no logging. It adds no header of its own. Unless it is given others, its limits are
/// wider than those that the service behind it would have set.
/// </summary>
internal sealed class CaptureServer : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private CaptureServer(KestrelServer server, IReadOnlyList<IPEndPoint> endPoints)
    {
        _server = server;
        EndPoints = endPoints;
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="address">Where.</param>
    /// <param name="handler">Answers a request.</param>
    /// <param name="configure">Adds connection middleware, where there is some.</param>
    /// <param name="limits">How much callers may take.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The server.</returns>
    /// <exception cref="CaptureException">The address is in use or not allowed.</exception>
    public static async Task<CaptureServer> StartAsync(
        ListenAddress address,
        Func<HttpContext, Task> handler,
        Action<ListenOptions>? configure,
        ProxyLimits limits,
        CancellationToken cancellationToken)
    {
        BoundSockets sockets = BoundSockets.Bind(address);
        KestrelServerOptions options = CreateOptions(limits);
        foreach (IPEndPoint endPoint in sockets.EndPoints)
        {
            options.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(limits.Around);
                configure?.Invoke(listen);
            });
        }

        var transport = new SocketTransportFactory(
            Options.Create(new SocketTransportOptions { CreateBoundListenSocket = sockets.Take }),
            NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, new RefusalLog(limits));
        try
        {
            await server.StartAsync(new Application(handler), cancellationToken);
        }
        catch
        {
            server.Dispose();
            sockets.Close();
            throw;
        }

        return new CaptureServer(server, sockets.EndPoints);
    }

    /// <summary>Stops to accept, waits for requests under way, and cuts those that take longer.</summary>
    /// <param name="graceEnded">Cancelled when it has been waited long enough.</param>
    /// <returns>A task that completes when the connections are closed.</returns>
    public Task StopAsync(CancellationToken graceEnded) => _server.StopAsync(graceEnded);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    private static KestrelServerOptions CreateOptions(ProxyLimits proxy)
    {
        var options = new KestrelServerOptions
        {
            AddServerHeader = false,
            // A proxy replaces Host by the authority of the target (RFC 9112, section 3.2.2).
            AllowHostHeaderOverride = true,
            // HTTP/2 in the clear comes to Kestrel as HTTP/2 over TLS does, with another scheme.
            AllowAlternateSchemes = true,
            ApplicationServices = new ServiceCollection().BuildServiceProvider(),
            // Every byte of a header value has its character, and comes out again as the same byte.
            RequestHeaderEncodingSelector = _ => Encoding.Latin1,
            ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
        };
        KestrelServerLimits limits = options.Limits;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestLineSize = proxy.MaxHeadBytes;
        limits.MaxRequestHeadersTotalSize = proxy.MaxHeadBytes;
        limits.MaxRequestHeaderCount = 10_000;
        limits.RequestHeadersTimeout = ProxyLimits.HeadTime;
        limits.KeepAliveTimeout = proxy.Idle;

        // One field that is too large by itself ends a connection of HTTP/2; as a part of too much it is answered.
        limits.Http2.MaxRequestHeaderFieldSize = 2 * proxy.MaxHeadBytes;
        return options;
    }

    /// <summary>The least that Kestrel asks of an application; contexts are reused with their connection, as the host does.</summary>
    private sealed class Application(Func<HttpContext, Task> handler) : IHttpApplication<DefaultHttpContext>
    {
        public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            if (contextFeatures is not IHostContextContainer<DefaultHttpContext> connection)
            {
                return new DefaultHttpContext(contextFeatures);
            }

            if (connection.HostContext is { } reused)
            {
                reused.Initialize(contextFeatures);
                return reused;
            }

            return connection.HostContext = new DefaultHttpContext(contextFeatures);
        }

        public Task ProcessRequestAsync(DefaultHttpContext context) => handler(context);

        public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
    }
}
