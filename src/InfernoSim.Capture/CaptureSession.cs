using System.Net;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Observations;

namespace InfernoSim.Capture;

/// <summary>Records an incident: the proxies and the relay over one folder, from the start to <c>incident.json</c>.</summary>
public sealed class CaptureSession : IAsyncDisposable
{
    private readonly CaptureSessionOptions _options;
    private readonly TimeProvider _time;
    private readonly IncidentWriter _writer;
    private string? _ignored;
    private string? _exposure;
    private Task? _stopped;

    private CaptureSession(CaptureSessionOptions options, TimeProvider time, IncidentWriter writer)
    {
        _options = options;
        _time = time;
        _writer = writer;
    }

    /// <summary>The incident folder.</summary>
    public string Folder => _options.Folder;

    /// <summary>The inbound proxy, if there is one.</summary>
    public InboundCapture? Inbound { get; private set; }

    /// <summary>The outbound proxy, if there is one.</summary>
    public OutboundCapture? Outbound { get; private set; }

    /// <summary>The relay before the PostgreSQL server, if there is one.</summary>
    public PostgresCapture? Postgres { get; private set; }

    /// <summary>What was recorded so far.</summary>
    public CaptureCounts Counts => (Inbound?.Counts ?? default) + (Outbound?.Counts ?? default) + (Postgres?.Counts ?? default);

    /// <summary>The hosts whose traffic passed through tunnels and upgraded connections, where it could not be recorded; in alphabetical order.</summary>
    public IReadOnlyList<string> OpaqueHosts =>
        [.. (Inbound?.OpaqueHosts ?? []).Concat(Outbound?.OpaqueHosts ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>What stood in the way of TLS, for a person: certificates that are not trusted, on either side.</summary>
    public IReadOnlyList<string> CertificateProblems => [.. (Inbound?.CertificateProblems ?? []).Concat(Outbound?.CertificateProblems ?? [])];

    /// <summary>
    /// What a person should know: what was repaired in a folder that is continued, files of it that git ignores, and what others can do with an outbound
    /// proxy that they can reach.
    /// </summary>
    public IReadOnlyList<string> Notices => [.. _writer.RepairNotices, .. new[] { _ignored, _exposure }.OfType<string>()];

    /// <summary>What each rule of <see cref="CaptureOptions.Faults"/> did.</summary>
    public IReadOnlyList<FaultSummary> Faults => Outbound?.Faults ?? [];

    /// <summary>The calls that <see cref="CaptureOptions.Allow"/> did not let pass, by where they went (<c>host:port</c>). They are not recorded.</summary>
    public IReadOnlyDictionary<string, long> RefusedCalls => Outbound?.RefusedCalls ?? new Dictionary<string, long>();

    /// <summary>
    /// Whom <see cref="CaptureOptions.MaxConnections"/> and <see cref="CaptureOptions.MaxRequestHeaderBytes"/> kept out, for a person. What was not let in is not recorded.
    /// </summary>
    public IReadOnlyList<string> KeptOut => [.. LimitsReached.Select(limit => limit.What)];

    /// <summary>Which limits kept callers out.</summary>
    internal IReadOnlyList<LimitReached> LimitsReached => [.. Inbound?.LimitsReached ?? [], .. Outbound?.LimitsReached ?? []];

    /// <summary>What passed and could not be written down, for a person.</summary>
    public IReadOnlyList<string> NotRecorded =>
    [
        .. LostWords.Of(IncidentFiles.Inbound, Lost.Inbound, _writer.IsFull),
        .. LostWords.Of(IncidentFiles.Outbound, Lost.Outbound, _writer.IsFull),
        .. LostWords.Of(IncidentFiles.Sql, Lost.Sql, _writer.IsFull),
    ];

    /// <summary>How many events are no longer in the incident, since older exchanges made room for newer ones (<see cref="WhenFull.KeepNewest"/>).</summary>
    public long EventsLetGo => _writer.LetGoEvents;

    /// <summary>Completes with the reason when an event could not be written; with <see cref="LogFailure.Refuse"/>, then stop.</summary>
    public Task<CaptureException> Faulted { get; private set; } = Task.FromException<CaptureException>(new InvalidOperationException());

    /// <summary>Opens the folder and starts the proxies that the options name.</summary>
    /// <param name="options">What to record.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The session, recording.</returns>
    /// <exception cref="CaptureException">An address is in use or not allowed, the folder cannot be written to, or the options name nothing to record or no size within which the newest is kept.</exception>
    public static async Task<CaptureSession> StartAsync(CaptureSessionOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        ArgumentNullException.ThrowIfNull(options);
        if (options.Listen is null && options.OutboundListen is null && options.PostgresListen is null)
        {
            throw new CaptureException("There is nothing to record: give an address for the inbound proxy, the outbound proxy, the PostgreSQL relay, or several of them.");
        }

        if (options.PostgresListen is not null && options.PostgresForward is null)
        {
            throw new CaptureException($"The PostgreSQL relay on {options.PostgresListen} has no server to forward to: say where it listens, such as 'localhost:5432'.");
        }

        if (options.Listen is not null && options.Forward is null)
        {
            throw new CaptureException($"The inbound proxy on {options.Listen} has no service to forward to: say where it listens, such as 'localhost:8080'.");
        }

        if (options is { WhenFull: WhenFull.KeepNewest, MaxLogBytes: null })
        {
            throw new CaptureException($"The newest exchanges are to be kept, and nothing says how many: give {nameof(CaptureSessionOptions.MaxLogBytes)}, or leave {nameof(CaptureSessionOptions.WhenFull)} out.");
        }

        time ??= TimeProvider.System;
        var session = new CaptureSession(options, time, OpenFolder(options, time));
        try
        {
            session._ignored = await GitWorkTree.NoticeOfIgnoredAsync(options.Folder, cancellationToken);
            await session.StartProxiesAsync(cancellationToken);
        }
        catch
        {
            await session.StopProxiesAsync();
            await session._writer.DisposeAsync();
            throw;
        }

        return session;
    }

    /// <summary>
    /// Stops the inbound proxy, then, when the service has answered, the outbound one, and completes the folder.
    /// </summary>
    /// <returns>A task that completes when the incident is complete.</returns>
    /// <exception cref="CaptureException">The folder could not be completed.</exception>
    public Task StopAsync() => _stopped ??= StopOnceAsync();

    /// <inheritdoc cref="StopAsync"/>
    public ValueTask DisposeAsync() => new(StopAsync());

    private LostEvents Lost => new(Inbound?.Lost ?? 0, Outbound?.Lost ?? 0, Postgres?.Lost ?? 0);

    private static IncidentWriter OpenFolder(CaptureSessionOptions options, TimeProvider time)
    {
        try
        {
            return IncidentWriter.Open(options.Folder, options.Append, CaptureSessionOptions.PatienceOf(options.OnLogFailure), time, options.MaxLogBytes, options.WhenFull == WhenFull.KeepNewest);
        }
        catch (IncidentFormatException e)
        {
            throw new CaptureException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"Cannot write the incident to {options.Folder}: {e.Message} Choose a folder that you may write to.", e);
        }
    }

    // The inbound one last: whoever waits for its port may send at once, and what the service then calls must be there.
    private async Task StartProxiesAsync(CancellationToken cancellationToken)
    {
        if (_options.OutboundListen is not null)
        {
            Outbound = await OutboundCapture.StartAsync(_options.OutboundListen, _writer.Outbound, _options.Capture, _time, cancellationToken);
            _exposure = Exposure.NoticeOf(_options.OutboundListen, _options.Capture.Allow);
        }

        if (_options.PostgresListen is not null)
        {
            Postgres = PostgresCapture.Start(_options.PostgresListen, _options.PostgresForward!, _options.PostgresCertificate, () => _writer.Sql, _options.Capture, _time);
        }

        if (_options.Listen is not null)
        {
            Inbound = await InboundCapture.StartAsync(_options.Listen, _options.Forward!, _writer.Inbound, _options.Capture, _time, cancellationToken);
        }

        Task<CaptureException>[] faults = [.. new[] { Inbound?.Faulted, Outbound?.Faulted, Postgres?.Faulted }.OfType<Task<CaptureException>>()];
        Faulted = Task.WhenAny(faults).Unwrap();
    }

    private async Task StopProxiesAsync()
    {
        // One time for both: what stops a capture waits for the whole of it.
        using var grace = new CancellationTokenSource(_options.Capture.DrainTimeout, _time);
        if (Inbound is not null)
        {
            await Inbound.StopAsync(grace.Token);
        }

        if (Outbound is not null)
        {
            await Outbound.StopAsync(grace.Token);
        }

        if (Postgres is not null)
        {
            await Postgres.StopAsync();
        }
    }

    private async Task StopOnceAsync()
    {
        await CallerContext.Leave();
        await StopProxiesAsync();
        try
        {
            await _writer.CompleteAsync(
                new IncidentMetadata
                {
                    CapturedAt = _time.GetUtcNow(),
                    Env = _options.Env,
                    Host = Dns.GetHostName(),
                    Privacy = _options.Capture.ToRecorderOptions().Privacy,
                    NotRecorded = [.. Forwarding.RefusedCalls.Sentences(RefusedCalls), .. KeptOut],
                },
                Lost);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CaptureException.OfIncomplete(_options.Folder, e);
        }
    }
}
