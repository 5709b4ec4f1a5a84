using System.Net;
using System.Net.Security;
using InfernoSim.Certificates;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Statements;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;
using InfernoSim.Stub.Sockets;

namespace InfernoSim.Cli.Hosting;

/// <summary>A service that runs already and is reached by URL; its stub listens where its proxy settings point.</summary>
/// <param name="targetBase">Where the service listens.</param>
/// <param name="listen">Where the stub listens.</param>
/// <param name="compatListen">Where the stub listens as well, for services still configured for the capture proxy; <see langword="null"/> for nowhere.</param>
internal sealed class TargetHost(Uri targetBase, IPEndPoint listen, IPEndPoint? compatListen = null) : IReplayHost
{
    /// <summary>Whose certificates are accepted, where the service is reached by https.</summary>
    public UpstreamTrust Trust { get; init; } = UpstreamTrust.System;

    /// <summary>The folder of the certificate authority for https calls; <see langword="null"/> for the user's own, if there is one.</summary>
    public string? AuthorityFolder { get; init; }

    /// <summary>Where the stub of the PostgreSQL server listens, if the incident holds statements for one; <see langword="null"/> for nowhere.</summary>
    public IPEndPoint? PostgresListen { get; init; }

    /// <summary>A PEM file with the certificate that it shows to clients that ask for TLS; <see langword="null"/> for one that is made.</summary>
    public string? PostgresCertificate { get; init; }

    /// <summary>Resets what the service owns before each run; <see langword="null"/> where nothing has to.</summary>
    public BeforeRunCommand? BeforeRun { get; init; }

    /// <inheritdoc/>
    public async Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        RecordedDatabases.ThrowIfInProcess(request.Incident);

        // The compat address needs no socket of its own where it is the stub's address already.
        bool isSame = listen.Port != 0 && listen.Equals(compatListen);
        LocalAuthority? authority = AuthorityFolder is null ? LocalAuthority.OpenDefault() : LocalAuthority.Open(AuthorityFolder);
        var options = new DependencyStubOptions { Listen = listen, CompatListen = isSame ? null : compatListen, Authority = authority, RecordedTunnels = OpaqueTraffic.TunnelsIn(request.Incident) };
        PostgresStub? postgres = StartPostgres(request);
        try
        {
            var service = new HttpServiceUnderTest(targetBase) { Trust = Trust };
            return new Target(new ResetService(service, BeforeRun), service, await DependencyStub.StartAsync(request.Responder, options, cancellationToken), postgres, PostgresListen is null && RecordedDatabases.AreOnTheWire(request.Incident));
        }
        catch (StubException failure)
        {
            await (postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw new CliException($"--stub-listen: {failure.Message}", failure);
        }
    }

    private PostgresStub? StartPostgres(HostRequest request)
    {
        if (PostgresListen is null || !RecordedDatabases.AreOnTheWire(request.Incident))
        {
            return null;
        }

        try
        {
            SslStreamCertificateContext? certificate = PostgresCertificate is null ? null : ServerCertificate.Load(PostgresCertificate);
            return PostgresStub.Start([ListenSocket.Open(PostgresListen)], new ConnectionRecording(request.Incident), request.Responder, request.Time, certificate);
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

    async Task<ReplayerCeiling?> IReplayHost.MeasureCeilingAsync(ReplayPlan plan, CancellationToken cancellationToken) =>
        await ReplayerCalibration.MeasureAsync(plan, cancellationToken);

    /// <summary>The service, reset before each run.</summary>
    private sealed class ResetService(IServiceUnderTest service, BeforeRunCommand? beforeRun) : SharedService(service)
    {
        /// <inheritdoc/>
        public override async Task<RunServices> BeginRunAsync(int run, CancellationToken cancellationToken)
        {
            if (beforeRun is not null)
            {
                await beforeRun.RunAsync(run + 1, cancellationToken);
            }

            return this;
        }
    }

    private sealed class Target(IServicePool pool, IServiceUnderTest service, DependencyStub stub, PostgresStub? postgres, bool isDatabaseMissing) : HostedService(pool, service)
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Notices => isDatabaseMissing
            ? [.. stub.Notices, "the incident holds statements for a PostgreSQL server, and nothing stands for it; --postgres-listen :15432 does, and the service's connection string points there"]
            : stub.Notices;

        /// <inheritdoc/>
        internal override ReplayRecording Complete(ReplayRecording recording) => recording.WithCertificateProblem(stub.CertificateProblem);

        /// <inheritdoc/>
        public override async ValueTask DisposeAsync()
        {
            await stub.DisposeAsync();
            if (postgres is not null)
            {
                await postgres.DisposeAsync();
            }
        }
    }
}
