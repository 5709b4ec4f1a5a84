using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Connections;

namespace InfernoSim.Sql.Postgres.Recording;

/// <summary>
/// Stands between a service and its PostgreSQL server, passes on what they say as it comes, and takes down statements and results. What
/// it does not understand it passes on all the same, and says that it was not recorded.
/// </summary>
internal sealed class PostgresRelay : IAsyncDisposable
{
    private readonly StatementLog _log;
    private readonly ConnectionListener _listener;
    private readonly SqlRecorder _recorder;

    private PostgresRelay(SqlRecorder recorder, StatementLog log, IReadOnlyList<Socket> sockets, ServerAddress server, SslStreamCertificateContext certificate)
    {
        _recorder = recorder;
        _log = log;
        _listener = new ConnectionListener(sockets, (socket, stopping) => new RelayedConnection(socket, server, certificate, log).RunAsync(stopping));
    }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _listener.EndPoints;

    /// <summary>How many statements of the service it has seen.</summary>
    public long Statements => _log.Statements;

    /// <summary>What passed and could not be recorded, for a person.</summary>
    public IReadOnlyList<string> NotRecorded => _log.NotRecorded;

    /// <summary>Completes with the reason when a statement could not be written down.</summary>
    public Task<Exception> Faulted => _recorder.Sink.Faulted;

    /// <summary>Begins to listen.</summary>
    /// <param name="sockets">Bound sockets.</param>
    /// <param name="server">The server.</param>
    /// <param name="recorder">Writes statements down.</param>
    /// <param name="openExchanges">The requests that are open.</param>
    /// <param name="time">The clock.</param>
    /// <param name="certificate">What is shown to clients that ask for TLS; one that is made for it when omitted.</param>
    public static PostgresRelay Start(
        IReadOnlyList<Socket> sockets, ServerAddress server, SqlRecorder recorder, OpenExchanges openExchanges, TimeProvider time, SslStreamCertificateContext? certificate = null) =>
        new(recorder, new StatementLog(recorder, openExchanges, time), sockets, server, certificate ?? ServerCertificate.SelfMade);

    /// <summary>Ends its connections, and waits until what they did is written down.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _log.DrainAsync();
    }
}
