using System.Net;
using System.Net.Sockets;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Stub;
using InfernoSim.Stub.Sockets;

namespace InfernoSim.Testing.Hosting;

/// <summary>Stands for the PostgreSQL server of a service: where the incident holds its statements, or else as soon as the service is told of it.</summary>
internal sealed class PostgresStandIn : IAsyncDisposable
{
    private readonly Lazy<PostgresStub> _stub;

    /// <param name="start">Begins to answer at a socket.</param>
    /// <param name="port">Where to listen on 127.0.0.1; 0 for a free port.</param>
    /// <param name="isRecorded">Whether the incident holds statements for PostgreSQL.</param>
    /// <exception cref="StubException">It cannot listen there.</exception>
    public PostgresStandIn(Func<Socket, PostgresStub> start, int port, bool isRecorded)
    {
        _stub = new Lazy<PostgresStub>(() => start(ListenSocket.Open(new IPEndPoint(IPAddress.Loopback, port))));
        IsRecorded = isRecorded;
        if (isRecorded)
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
