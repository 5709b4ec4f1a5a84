using InfernoSim.Certificates;
using InfernoSim.Jobs;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Statements;
using InfernoSim.Stub.Limits;

namespace InfernoSim.Cli.Hosting;

/// <summary>A service that runs already and is reached by URL; its stub listens where its proxy settings point.</summary>
/// <param name="targetBase">Where the service listens.</param>
internal sealed class TargetHost(Uri targetBase) : IReplayHost
{
    /// <summary>What answers its calls.</summary>
    public required DependencyServers Servers { get; init; }

    /// <summary>Whose certificates are accepted, where the service is reached by https.</summary>
    public UpstreamTrust Trust { get; init; } = UpstreamTrust.System;

    /// <summary>Resets what the service owns before each run; <see langword="null"/> where nothing has to.</summary>
    public BeforeRunCommand? BeforeRun { get; init; }

    /// <inheritdoc/>
    public async Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        RecordedDatabases.ThrowIfInProcess(request.Incident);

        Dependencies dependencies = await Servers.StartAsync(request.Incident, request.Responder, request.Time, cancellationToken);
        var service = new HttpServiceUnderTest(targetBase) { Trust = Trust };
        return new Target(new ResetService(service, BeforeRun), service, dependencies);
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

    private sealed class Target(IServicePool pool, IServiceUnderTest service, Dependencies dependencies) : HostedService(pool, service)
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Notices => dependencies.Notices;

        /// <inheritdoc/>
        internal override ReplayRecording Complete(ReplayRecording recording) => recording.WithCertificateProblem(dependencies.CertificateProblem);

        /// <inheritdoc/>
        public override ValueTask DisposeAsync() => dependencies.DisposeAsync();
    }
}
