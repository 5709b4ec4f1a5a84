using System.Net.Security;
using InfernoSim.Jobs;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Statements;

namespace InfernoSim.Testing.Hosting;

/// <summary>
/// What stands for the PostgreSQL server of a replay: something else for each service, so that the address says whose a statement is, which
/// names no request itself.
/// </summary>
/// <param name="request">What is replayed.</param>
/// <param name="port">Where to listen on 127.0.0.1; 0 for a free port.</param>
/// <param name="certificate">What is shown to clients that ask for TLS; <see langword="null"/> for one that is made.</param>
internal sealed class PostgresStandIns(HostRequest request, int port, SslStreamCertificateContext? certificate)
{
    private readonly Lazy<ConnectionRecording> _recording = new(() => new ConnectionRecording(request.Incident));
    private readonly bool _isRecorded = RecordedDatabases.AreOnTheWire(request.Incident);

    /// <summary>What stands for the server of one service.</summary>
    /// <param name="own">Whose service it is.</param>
    /// <exception cref="ReplayConfigurationException">Services of workers would listen at one port.</exception>
    /// <exception cref="Stub.StubException">It cannot listen.</exception>
    public PostgresStandIn For(ReplayContext own)
    {
        if (own.Worker > 0 && port != 0 && _isRecorded)
        {
            throw new ReplayConfigurationException(
                $"{nameof(IServiceHost.PostgresPort)} is {port}, and with State = {ReplayState.FreshPerWorker} each service has a PostgreSQL stub of its own. "
                + $"Leave the port at 0 and tell the service {{postgres}} ({nameof(ServiceHostContext.PostgresAddress)}), or use {ReplayState.FreshPerRun}.");
        }

        IDependencyResponder responder = own.Worker > 0 ? new WorkerResponder(request.Responder, own.Worker - 1) : request.Responder;
        return new PostgresStandIn(socket => PostgresStub.Start([socket], _recording.Value, responder, request.Time, certificate), port, _isRecorded);
    }
}
