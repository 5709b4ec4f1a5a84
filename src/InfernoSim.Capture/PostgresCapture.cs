using System.Net;
using System.Net.Security;
using InfernoSim.Capture.Transport;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Recording;

namespace InfernoSim.Capture;

/// <summary>
/// Stands between a service and its PostgreSQL server, and records its statements with what the server answers. What it cannot record
/// it passes on, and says so.
/// </summary>
public sealed class PostgresCapture : IAsyncDisposable
{
    private readonly SqlRecorder _recorder;
    private readonly PostgresRelay _relay;

    private PostgresCapture(SqlRecorder recorder, PostgresRelay relay)
    {
        _recorder = recorder;
        _relay = relay;
        Faulted = FaultedAsync(relay.Faulted);
    }

    /// <summary>Where it listens, with the port that was given for port 0.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => _relay.EndPoints;

    /// <summary>What was recorded so far.</summary>
    public CaptureCounts Counts => _recorder.Sink.Counts is var counts
        ? new CaptureCounts(0, 0, counts.Failed, counts.BodyBytes) { Statements = counts.Sql }
        : default;

    /// <summary>How many events could not be written down.</summary>
    internal long Lost => _recorder.Sink.Lost;

    /// <summary>What passed and could not be recorded, for a person.</summary>
    public IReadOnlyList<string> NotRecorded => _relay.NotRecorded;

    /// <summary>
    /// Completes with the reason when a statement could not be written down. Statements are still passed on from then; the owner should
    /// stop, since the incident is incomplete.
    /// </summary>
    public Task<CaptureException> Faulted { get; }

    /// <summary>Stops: accepts nothing more, and ends the connections there are.</summary>
    /// <returns>A task that completes when everything has been written down.</returns>
    public async Task StopAsync()
    {
        await CallerContext.Leave();
        await _relay.DisposeAsync();
    }

    /// <inheritdoc cref="StopAsync"/>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>Starts to listen.</summary>
    /// <param name="listen">Where.</param>
    /// <param name="server">The server behind it.</param>
    /// <param name="certificate">A PEM file with the certificate for clients that ask for TLS, and its key; <see langword="null"/> for one that is made.</param>
    /// <param name="log">Opens <c>sql.log</c>, when there is something to write; the caller closes it, after this.</param>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The relay, listening.</returns>
    /// <exception cref="CaptureException">The address is in use or not allowed, or the file has no certificate with a key.</exception>
    internal static PostgresCapture Start(ListenAddress listen, PostgresServer server, string? certificate, Func<IncidentLogWriter> log, CaptureOptions options, TimeProvider time)
    {
        SslStreamCertificateContext? shown = CertificateIn(certificate);
        BoundSockets sockets = BoundSockets.Bind(listen);
        var recorder = new SqlRecorder(log, options.ToRecorderOptions().Scrubber, options.MaxStatementBytes);
        return new PostgresCapture(
            recorder,
            PostgresRelay.Start([.. sockets.EndPoints.Select(sockets.Take)], server.Address, recorder, options.OpenExchanges, time, shown));
    }

    private static SslStreamCertificateContext? CertificateIn(string? path)
    {
        try
        {
            return path is null ? null : ServerCertificate.Load(path);
        }
        catch (CertificateFileException e)
        {
            throw new CaptureException(e.Message, e);
        }
    }

    private static async Task<CaptureException> FaultedAsync(Task<Exception> faulted) =>
        LostWords.Fault("A statement", await faulted);
}
