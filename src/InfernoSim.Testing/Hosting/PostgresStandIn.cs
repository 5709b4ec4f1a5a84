using System.Net;
using InfernoSim.Jobs;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Statements;
using InfernoSim.Stub;
using InfernoSim.Stub.Sockets;

namespace InfernoSim.Testing.Hosting;

/// <summary>Stands for the PostgreSQL server of a replay: where the incident holds its statements, or else as soon as a service is told of it.</summary>
internal sealed class PostgresStandIn : IAsyncDisposable
{
    private readonly Lazy<PostgresStub> _stub;

    /// <param name="request">What is replayed.</param>
    /// <param name="port">Where to listen on 127.0.0.1; 0 for a free port.</param>
    /// <exception cref="StubException">It cannot listen there.</exception>
    public PostgresStandIn(HostRequest request, int port)
    {
        _stub = new Lazy<PostgresStub>(() => PostgresStub.Start([ListenSocket.Open(new IPEndPoint(IPAddress.Loopback, port))], request.Incident, request.Responder, request.Time));
        IsRecorded = RecordedDatabases.AreOnTheWire(request.Incident);
        if (IsRecorded)
        {
            _ = _stub.Value;
        }
    }

    /// <summary>Whether the incident holds statements for PostgreSQL.</summary>
    public bool IsRecorded { get; }

    /// <summary>Where it listens.</summary>
    /// <exception cref="StubException">It cannot listen.</exception>
    public IPEndPoint Address => _stub.Value.EndPoints[0];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stub.IsValueCreated ? _stub.Value.DisposeAsync() : ValueTask.CompletedTask;
}
