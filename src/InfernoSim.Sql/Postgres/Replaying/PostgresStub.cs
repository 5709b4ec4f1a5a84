using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Connections;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>
/// Stands for a PostgreSQL server in a replay: takes any login, and answers statements from the incident. It has no database behind it:
/// what the incident does not answer is an error that says so.
/// </summary>
internal sealed class PostgresStub : IAsyncDisposable
{
    private readonly ConnectionListener _listener;

    private PostgresStub(ConnectionListener listener) => _listener = listener;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _listener.EndPoints;

    /// <summary>Begins to listen.</summary>
    /// <param name="sockets">Bound sockets.</param>
    /// <param name="recording">What the incident knows of connections.</param>
    /// <param name="responder">Answers statements from the incident.</param>
    /// <param name="time">The clock.</param>
    /// <param name="certificate">What is shown to clients that ask for TLS; one that is made for it when omitted.</param>
    public static PostgresStub Start(IReadOnlyList<Socket> sockets, ConnectionRecording recording, IDependencyResponder responder, TimeProvider time, SslStreamCertificateContext? certificate = null)
    {
        SslStreamCertificateContext shown = certificate ?? ServerCertificate.SelfMade;
        var answers = new StatementAnswers(responder, recording);
        var cancellations = new Cancellations();
        return new PostgresStub(new ConnectionListener(sockets, (socket, stopping) => new StubConnection(socket, shown, answers, cancellations, time).RunAsync(stopping)));
    }

    /// <summary>Ends its connections.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
