using System.Net;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Outbound;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture;

/// <summary>
/// A forward proxy between a service and its dependencies, that records the service's calls: HTTP whole, inside of tunnels (<c>CONNECT</c>) too,
/// and HTTPS as <see cref="CaptureOptions.Https"/> says.
/// </summary>
public sealed class OutboundCapture : IAsyncDisposable
{
    private readonly Proxy _proxy;
    private readonly HttpsInside _https;
    private readonly Destinations _destinations;
    private readonly FaultyNetwork? _network;

    private OutboundCapture(Proxy proxy, HttpsInside https, Destinations destinations, FaultyNetwork? network)
    {
        _network = network;
        _proxy = proxy;
        _https = https;
        _destinations = destinations;
    }

    /// <summary>Where it listens, with the port that was given for port 0.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _proxy.EndPoints;

    /// <summary>A URL at which this machine reaches it, the value of <c>HTTP_PROXY</c>.</summary>
    public Uri Address => EndPointUri.Of(Addresses);

    /// <summary>What was recorded so far.</summary>
    public CaptureCounts Counts => _proxy.Counts;

    /// <summary>The calls that <see cref="CaptureOptions.Allow"/> did not let pass, by where they went (<c>host:port</c>). They are not recorded.</summary>
    public IReadOnlyDictionary<string, long> RefusedCalls => _proxy.Refused.Counts;

    /// <summary>What each rule of <see cref="CaptureOptions.Faults"/> did.</summary>
    public IReadOnlyList<FaultSummary> Faults => _network?.Summaries ?? [];

    /// <summary>Which limits kept callers out.</summary>
    internal IEnumerable<LimitReached> LimitsReached => _proxy.Limits.Reached("outbound");

    /// <summary>How many events could not be written down.</summary>
    internal long Lost => _proxy.Recorder.Sink.Lost;

    /// <summary>The hosts whose traffic passed through tunnels and upgraded connections, where it could not be recorded.</summary>
    public IReadOnlyList<string> OpaqueHosts => _proxy.OpaqueHosts;

    /// <summary>What stood in the way of TLS, for a person: certificates that are not trusted, on either side.</summary>
    public IReadOnlyList<string> CertificateProblems => _proxy.CertificateProblems;

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
    /// <exception cref="CaptureException">The address is in use or not allowed, others can reach it and <see cref="CaptureOptions.Allow"/> is empty, a fault rule is for statements, or https calls are to be recorded and there is no authority.</exception>
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
        options ??= new CaptureOptions();
        if (Exposure.MistakeIn(listen, options.Allow, nameof(CaptureSessionOptions.OutboundListen), nameof(CaptureOptions.Allow)) is { } mistake)
        {
            throw new CaptureException(mistake);
        }

        var https = new HttpsInside(options);
        var destinations = new Destinations(options.Allow);
        var capture = new OutboundCapture(new Proxy(options, writer, time, destinations: destinations), https, destinations, FaultyNetwork.Of(options));
        await capture._proxy.ListenAsync(
            listen,
            capture.HandleAsync,
            connections => connections.Use(http => new ConnectionFront(http, (connection, request) => new Tunnel(capture._proxy, https, destinations, connection, request).RunAsync(), limits: capture._proxy.Limits.Opening).OnConnectionAsync),
            cancellationToken);
        return capture;
    }

    /// <summary>
    /// Stops: accepts nothing more, ends tunnels, waits for calls under way, and cuts those that take longer than
    /// <see cref="CaptureOptions.DrainTimeout"/>.
    /// </summary>
    /// <returns>A task that completes when everything has been written down.</returns>
    public Task StopAsync() => _proxy.StopAsync();

    /// <inheritdoc cref="Proxy.StopAsync(CancellationToken)"/>
    internal Task StopAsync(CancellationToken grace) => _proxy.StopAsync(grace);

    /// <inheritdoc cref="StopAsync()"/>
    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        ProxyConnection connection = ProxyConnection.Of(context)!;
        if (HttpMethods.IsConnect(context.Request.Method) && !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            return OpenTunnelAsync(context, connection, ConnectRequest.Of(context.Request, raw));
        }

        if (TargetOf(raw, connection.Inside) is not { } target)
        {
            return RefusalAnswer.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                $"This is a forward proxy, and '{context.Request.Method} {raw}' does not say where to. Give its address to your service as HTTP_PROXY.");
        }

        _https.Accepted(connection.Inside);
        return new OutboundExchange(_proxy, context, target, _network).RunAsync(target.Origin);
    }

    // Inside of a tunnel it is the tunnel that says where a request goes.
    private static AbsoluteTarget? TargetOf(string raw, TunnelOrigin? inside)
    {
        bool isAbsolute = AbsoluteTarget.TryParse(raw, out AbsoluteTarget target);
        return inside is null ? (isAbsolute ? target : null)
            : isAbsolute ? target with { Scheme = inside.Scheme, Authority = inside.Authority }
            : raw.StartsWith('/') ? new AbsoluteTarget(inside.Scheme, inside.Authority, raw)
            : null;
    }

    // After a request on the same connection. The response of Kestrel's own to the CONNECT is never sent: the tunnel is the answer.
    private async Task OpenTunnelAsync(HttpContext context, ProxyConnection connection, ConnectRequest request)
    {
        if (!request.IsValid || connection.Inside is not null)
        {
            await RefusalAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, $"'CONNECT {request.Authority}' does not say host and port, or stands inside of a tunnel.");
            return;
        }

        if (await new Tunnel(_proxy, _https, _destinations, connection, request).RunAsync() is { } refusal)
        {
            await FailureAnswer.WriteAsync(context, refusal);
            return;
        }

        context.Abort();
    }
}
