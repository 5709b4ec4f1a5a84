using System.Net;
using System.Net.Security;
using InfernoSim.Certificates;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Statements;
using InfernoSim.Stub;
using InfernoSim.Stub.Sockets;

namespace InfernoSim.Cli.Hosting;

/// <summary>Where what stands for a service's dependencies listens.</summary>
internal sealed record DependencyServers
{
    /// <summary>Where the stub listens.</summary>
    public required IPEndPoint StubListen { get; init; }

    /// <summary>Where it listens as well, for services still configured for the capture proxy; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? StubCompatListen { get; init; }

    /// <summary>The folder of the certificate authority for https calls; <see langword="null"/> for the user's own, if there is one.</summary>
    public string? AuthorityFolder { get; init; }

    /// <summary>Where the stub of the PostgreSQL server listens, if the incident holds statements for one; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? PostgresListen { get; init; }

    /// <summary>A PEM file with the certificate that it shows to clients that ask for TLS; <see langword="null"/> for one that is made.</summary>
    public string? PostgresCertificate { get; init; }

    /// <summary>Starts them.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="responder">Answers the calls.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="CliException">An address is in use or not allowed, or a certificate cannot be read.</exception>
    public async Task<Dependencies> StartAsync(Incident incident, IDependencyResponder responder, TimeProvider time, CancellationToken cancellationToken)
    {
        // The compat address needs no socket of its own where it is the stub's address already.
        bool isSame = StubListen.Port != 0 && StubListen.Equals(StubCompatListen);
        LocalAuthority? authority = AuthorityFolder is null ? LocalAuthority.OpenDefault() : LocalAuthority.Open(AuthorityFolder);
        var options = new DependencyStubOptions { Listen = StubListen, CompatListen = isSame ? null : StubCompatListen, Authority = authority, RecordedTunnels = OpaqueTraffic.TunnelsIn(incident), ServesOnce = ConnectionEnd.IsIn(incident) };
        PostgresStub? postgres = StartPostgres(incident, responder, time);
        try
        {
            DependencyStub stub = await DependencyStub.StartAsync(responder, options, cancellationToken);
            return new Dependencies(stub, postgres, PostgresListen is null && RecordedDatabases.AreOnTheWire(incident));
        }
        catch (StubException failure)
        {
            await (postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw new CliException($"--stub-listen: {failure.Message}", failure);
        }
    }

    private PostgresStub? StartPostgres(Incident incident, IDependencyResponder responder, TimeProvider time)
    {
        if (PostgresListen is null || !RecordedDatabases.AreOnTheWire(incident))
        {
            return null;
        }

        try
        {
            SslStreamCertificateContext? certificate = PostgresCertificate is null ? null : ServerCertificate.Load(PostgresCertificate);
            return PostgresStub.Start([ListenSocket.Open(PostgresListen)], new ConnectionRecording(incident), responder, time, certificate);
        }
        catch (CertificateFileException failure)
        {
            throw new CliException($"--postgres-certificate: {failure.Message}", failure);
        }
        catch (StubException failure)
        {
            throw new CliException($"--postgres-listen: {failure.Message}", failure);
        }
    }
}

/// <summary>What stands for a service's dependencies, listening.</summary>
internal sealed class Dependencies(DependencyStub stub, PostgresStub? postgres, bool isDatabaseMissing) : IAsyncDisposable
{
    /// <summary>Where the stub listens.</summary>
    public Uri StubAddress => stub.Addresses[0];

    /// <summary>Who vouches for the certificates of https calls; <see langword="null"/> where those are refused.</summary>
    public LocalAuthority? Authority => stub.Authority;

    /// <summary>Where the PostgreSQL server's stub listens; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? PostgresAddress => postgres?.EndPoints[0];

    /// <inheritdoc cref="DependencyStub.CertificateProblem"/>
    public string? CertificateProblem => stub.CertificateProblem;

    /// <summary>What did not go as asked but was no error: each one line.</summary>
    public IReadOnlyList<string> Notices => isDatabaseMissing
        ? [.. stub.Notices, "the incident holds statements for a PostgreSQL server, and nothing stands for it; --postgres-listen :15432 does, and the service's connection string points there"]
        : stub.Notices;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stub.DisposeAsync();
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
    }
}
