using System.Net;
using InfernoSim.Capture.Forwarding;
using InfernoSim.Capture.Inbound;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace InfernoSim.Capture;

/// <summary>A reverse proxy in front of a service, that records the service's exchanges.</summary>
public sealed class InboundCapture : IAsyncDisposable
{
    private readonly Proxy _proxy;
    private readonly ForwardTarget _target;
    private readonly string _origin;

    private InboundCapture(Proxy proxy, ForwardTarget target)
    {
        _proxy = proxy;
        _target = target;
        _origin = target.Origin;
    }

    /// <summary>Where it listens, with the port that was given for port 0.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _proxy.EndPoints;

    /// <summary>A URL at which this machine reaches it.</summary>
    public Uri Address => EndPointUri.Of(Addresses);

    /// <summary>What was recorded so far.</summary>
    public CaptureCounts Counts => _proxy.Counts;

    /// <summary>Which limits kept callers out.</summary>
    internal IEnumerable<LimitReached> LimitsReached => _proxy.Limits.Reached("inbound");

    /// <summary>How many events could not be written down.</summary>
    internal long Lost => _proxy.Recorder.Sink.Lost;

    /// <summary>The hosts whose traffic passed through tunnels and upgraded connections, where it could not be recorded.</summary>
    public IReadOnlyList<string> OpaqueHosts => _proxy.OpaqueHosts;

    /// <summary>What stood in the way of TLS, for a person: a certificate of the service that is not trusted.</summary>
    public IReadOnlyList<string> CertificateProblems => _proxy.CertificateProblems;

    /// <summary>
    /// Completes with the reason when an event could not be written. Requests are still passed on from then; the owner
    /// should stop, since the incident is incomplete.
    /// </summary>
    public Task<CaptureException> Faulted => _proxy.Faulted;

    /// <summary>Starts to listen.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="target">The service.</param>
    /// <param name="writer">Where events go; the caller disposes it, after this.</param>
    /// <param name="options">The options; the defaults when omitted.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The proxy, listening.</returns>
    /// <exception cref="CaptureException">The address is in use or not allowed.</exception>
    public static async Task<InboundCapture> StartAsync(
        ListenAddress listen,
        ForwardTarget target,
        IncidentLogWriter writer,
        CaptureOptions? options = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(writer);
        var capture = new InboundCapture(new Proxy(options ?? new CaptureOptions(), writer, time, target.Host.Trim('[', ']')), target);
        await capture._proxy.ListenAsync(
            listen,
            capture.HandleAsync,
            connections => connections.Use(http => new ConnectionFront(http, openTunnel: null, options?.Authority is { } authority ? authority.LeafFor : null, capture._proxy.Limits.Opening).OnConnectionAsync),
            cancellationToken);
        return capture;
    }

    /// <summary>Stops: accepts nothing more, waits for exchanges under way, and cuts those that take longer than <see cref="CaptureOptions.DrainTimeout"/>.</summary>
    /// <returns>A task that completes when everything has been written down.</returns>
    public Task StopAsync() => _proxy.StopAsync();

    /// <inheritdoc cref="Proxy.StopAsync(CancellationToken)"/>
    internal Task StopAsync(CancellationToken grace) => _proxy.StopAsync(grace);

    /// <inheritdoc cref="StopAsync()"/>
    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private Task HandleAsync(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!raw.StartsWith('/'))
        {
            if (!AbsoluteTarget.TryParse(raw, out AbsoluteTarget absolute))
            {
                return RefusalAnswer.WriteAsync(context, StatusCodes.Status501NotImplemented, $"The capture proxy cannot pass on '{context.Request.Method} {raw}'.");
            }

            raw = absolute.PathAndQuery;
        }

        return new InboundExchange(_proxy, context, raw, _target, RawUri.Of(_origin, raw)).RunAsync(_origin);
    }
}
