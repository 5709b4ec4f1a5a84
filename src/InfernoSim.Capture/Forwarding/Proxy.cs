using System.Collections.Concurrent;
using System.Net;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Capture.Forwarding;

/// <summary>What the inbound and the outbound proxy have in common: a server, a way on, a recorder, and an orderly end.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    // A client may ask for any host, so that their number has an end.
    private const int MostProblems = 100;

    private readonly InFlight _inFlight = new();
    private readonly ConcurrentDictionary<string, bool> _certificateProblems = new(StringComparer.Ordinal);
    private CancellationToken _grace;
    private CaptureServer? _server;
    private Task? _stopped;

    /// <summary>Makes a proxy that does not listen yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="writer">Where events go; not disposed here.</param>
    /// <param name="time">The clock.</param>
    /// <param name="target">Whose certificate a target's has to be, whatever <c>Host</c> the caller sends; <see langword="null"/> for that one's.</param>
    /// <param name="destinations">Where it may connect to; <see langword="null"/> for wherever requests go.</param>
    public Proxy(CaptureOptions options, IncidentLogWriter writer, TimeProvider? time, string? target = null, Destinations? destinations = null)
    {
        Options = options;
        Limits = new ProxyLimits(options, time ?? TimeProvider.System);
        Recorder = new TrafficRecorder(writer, options.ToRecorderOptions(), time ?? TimeProvider.System);
        Faulted = FaultedAsync(Recorder.Sink.Faulted);
        Upstream = new Upstream(options.IdleTimeout, options.Trust, target, destinations, Recorder.Time);
    }

    /// <summary>The options.</summary>
    public CaptureOptions Options { get; }

    /// <summary>How much callers may take.</summary>
    public ProxyLimits Limits { get; }

    /// <summary>The recorder.</summary>
    public TrafficRecorder Recorder { get; }

    /// <summary>What was recorded so far.</summary>
    public CaptureCounts Counts => Recorder.Sink.Counts is var counts ? new(counts.Inbound, counts.Outbound, counts.Failed, counts.BodyBytes) : default;

    /// <summary>The hosts whose traffic passed without being seen.</summary>
    public IReadOnlyList<string> OpaqueHosts => Recorder.Sink.OpaqueHosts;

    /// <summary>Completes with the reason when an event could not be written.</summary>
    public Task<CaptureException> Faulted { get; }

    /// <summary>What stood in the way of TLS, for a person: certificates that are not trusted, on either side.</summary>
    public IReadOnlyList<string> CertificateProblems => [.. _certificateProblems.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Sends requests on.</summary>
    public Upstream Upstream { get; }

    /// <summary>What was not passed on.</summary>
    public RefusedCalls Refused { get; } = new();

    /// <summary>Whether the proxy is done with waiting for exchanges under way.</summary>
    public bool IsCutting => _grace.IsCancellationRequested;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _server?.EndPoints ?? [];

    /// <summary>Starts to listen.</summary>
    /// <param name="address">Where.</param>
    /// <param name="handler">Answers a request.</param>
    /// <param name="configure">Adds connection middleware, where there is some.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>A task that completes when it listens.</returns>
    /// <exception cref="CaptureException">The address is in use or not allowed.</exception>
    public async Task ListenAsync(ListenAddress address, Func<HttpContext, Task> handler, Action<ListenOptions>? configure, CancellationToken cancellationToken)
    {
        try
        {
            _server = await CaptureServer.StartAsync(address, handler, configure, Limits, cancellationToken);
        }
        catch
        {
            Upstream.Dispose();
            throw;
        }
    }

    /// <summary>Takes note of what stood in the way of TLS.</summary>
    /// <param name="problem">What, for a person.</param>
    public void NoteCertificateProblem(string problem)
    {
        if (_certificateProblems.Count < MostProblems)
        {
            _certificateProblems.TryAdd(problem, true);
        }
    }

    /// <summary>Something begins that the proxy waits for when it stops.</summary>
    public void Enter() => _inFlight.Enter();

    /// <summary>It has been written down.</summary>
    public void Exit() => _inFlight.Exit();

    /// <summary>Stops: accepts nothing more, waits for what is under way, and cuts what takes longer than the grace time.</summary>
    /// <returns>A task that completes when everything has been written down.</returns>
    public Task StopAsync() => _stopped ??= StopInGraceTimeAsync();

    /// <inheritdoc cref="StopAsync()"/>
    /// <param name="grace">Ends the grace time.</param>
    public Task StopAsync(CancellationToken grace) => _stopped ??= StopOnceAsync(grace);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync());

    private static async Task<CaptureException> FaultedAsync(Task<Exception> faulted) =>
        LostWords.Fault("An event", await faulted);

    private async Task StopInGraceTimeAsync()
    {
        using var grace = new CancellationTokenSource(Options.DrainTimeout, Recorder.Time);
        await StopOnceAsync(grace.Token);
    }

    private async Task StopOnceAsync(CancellationToken grace)
    {
        await CallerContext.Leave();
        _grace = grace;
        if (_server is not null)
        {
            await _server.StopAsync(grace);
            await _server.DisposeAsync();
        }

        await _inFlight.StopAsync();
        Upstream.Dispose();
    }
}
