using System.Net;
using InfernoSim.Capture;
using InfernoSim.Capture.Transport;
using InfernoSim.Certificates;
using InfernoSim.Observations;

namespace InfernoSim.Cli.Capturing;

/// <summary><c>infernosim capture</c>: both proxies over one folder.</summary>
internal sealed class FolderRecording : IRecording
{
    private readonly CaptureSession _session;

    private readonly CaptureOptions _options;

    private FolderRecording(CaptureSession session, CaptureOptions options) => (_session, _options) = (session, options);

    public Uri? InboundAddress => _session.Inbound?.Address;

    public Uri? OutboundAddress => _session.Outbound?.Address;

    public IPEndPoint? PostgresAddress => _session.Postgres?.Addresses[0];

    public CaptureCounts Counts => _session.Counts;

    /// <inheritdoc/>
    public IReadOnlyList<string> OpaqueHosts => _session.OpaqueHosts;

    /// <inheritdoc/>
    public IReadOnlyList<string> CertificateProblems => _session.CertificateProblems;

    /// <inheritdoc/>
    public IReadOnlyList<FaultSummary> Faults => _session.Faults;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, long> RefusedCalls => _session.RefusedCalls;

    /// <inheritdoc/>
    public IReadOnlyList<LimitReached> LimitsReached => _session.LimitsReached;

    /// <inheritdoc/>
    public IReadOnlyList<string> NotRecorded => [.. _session.NotRecorded, .. _session.Postgres?.NotRecorded ?? []];

    public long EventsLetGo => _session.EventsLetGo;

    public IReadOnlyList<string> Notices => _session.Notices;

    public Task<CaptureException> Faulted => _session.Faulted;

    public string Incident => _session.Folder;

    /// <inheritdoc/>
    public bool HoldsTokens => _options.ToRecorderOptions().Privacy?.HoldsTokens == true;

    public static async Task<IRecording> StartAsync(CaptureInvocation request, LocalAuthority? authority, CancellationToken cancellationToken)
    {
        var options = new CaptureSessionOptions
        {
            Folder = request.Destination,
            Append = request.Append,
            OnLogFailure = request.OnLogFailure,
            MaxLogBytes = request.MaxSize,
            WhenFull = request.WhenFull,
            Listen = request.Listen,
            Forward = request.Forward,
            OutboundListen = request.OutboundListen,
            PostgresListen = request.PostgresListen,
            PostgresForward = request.PostgresForward,
            PostgresCertificate = request.PostgresCertificate,
            Capture = request.ToOptions(authority),
        };
        return new FolderRecording(await CaptureSession.StartAsync(options, cancellationToken: cancellationToken), options.Capture);
    }

    public Task CompleteAsync() => _session.StopAsync();

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
