using System.Net;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Outbound;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture;

/// <summary>
/// A forward proxy between a service and its dependencies, that records the service's calls: plain HTTP whole, HTTPS
/// (<c>CONNECT</c>) as tunnels.
/// </summary>
public sealed class OutboundCapture : IAsyncDisposable
{
    private readonly Proxy _proxy;

    private OutboundCapture(Proxy proxy) => _proxy = proxy;

    /// <summary>Where it listens, with the port that was given for port 0.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _proxy.EndPoints;

    /// <summary>A URL at which this machine reaches it, the value of <c>HTTP_PROXY</c>.</summary>
    public Uri Address => EndPointUri.Of(Addresses);

    /// <summary>What was recorded so far.</summary>
    public CaptureCounts Counts => _proxy.Counts;

    /// <summary>The hosts whose traffic passed through tunnels and upgraded connections, where it could not be recorded.</summary>
    public IReadOnlyList<string> OpaqueHosts => _proxy.OpaqueHosts;

    /// <summary>
    /// Completes with the reason when an event could not be written. Calls are still passed on from then; the owner should
    /// stop, since the incident is incomplete.
    /// </summary>
    public Task<CaptureException> Faulted => _proxy.Faulted;

    /// <summary>Starts to listen.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="writer">Where events go; the caller disposes it, after this.</param>
    /// <param name="options">The options; the defaults when omitted.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The proxy, listening.</returns>
    /// <exception cref="CaptureException">The address is in use or not allowed.</exception>
    public static async Task<OutboundCapture> StartAsync(
        ListenAddress listen,
        IncidentLogWriter writer,
        CaptureOptions? options = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(writer);
        var proxy = new Proxy(options ?? new CaptureOptions(), writer, time);
        var capture = new OutboundCapture(proxy);
        await proxy.ListenAsync(
            listen,
            capture.HandleAsync,
            connections => connections.Use(next => new ConnectMiddleware(next, proxy).OnConnectionAsync),
            cancellationToken);
        return capture;
    }

    /// <summary>
    /// Stops: accepts nothing more, ends tunnels, waits for calls under way, and cuts those that take longer than
    /// <see cref="CaptureOptions.DrainTimeout"/>.
    /// </summary>
    /// <returns>A task that completes when everything has been written down.</returns>
    public Task StopAsync() => _proxy.StopAsync();

    /// <inheritdoc cref="StopAsync"/>
    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!AbsoluteTarget.TryParse(raw, out AbsoluteTarget target))
        {
            return RefusalAnswer.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                $"This is a forward proxy, and '{context.Request.Method} {raw}' does not say where to. Give its address to your service as HTTP_PROXY; a CONNECT has to come first on its connection.");
        }

        return new OutboundExchange(_proxy, context, target).RunAsync(target.Origin);
    }
}
