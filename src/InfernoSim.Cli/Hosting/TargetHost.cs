using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Jobs;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;

namespace InfernoSim.Cli.Hosting;

/// <summary>A service that runs already and is reached by URL; its stub listens where its proxy settings point.</summary>
/// <param name="targetBase">Where the service listens.</param>
/// <param name="listen">Where the stub listens.</param>
/// <param name="compatListen">Where the stub listens as well, for services still configured for the capture proxy; <see langword="null"/> for nowhere.</param>
internal sealed class TargetHost(Uri targetBase, IPEndPoint listen, IPEndPoint? compatListen = null) : IReplayHost
{
    /// <inheritdoc/>
    public async Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        // The compat address needs no socket of its own where it is the stub's address already.
        bool isSame = listen.Port != 0 && listen.Equals(compatListen);
        var options = new DependencyStubOptions { Listen = listen, CompatListen = isSame ? null : compatListen };
        try
        {
            return new Target(new HttpServiceUnderTest(targetBase), await DependencyStub.StartAsync(request.Responder, options, cancellationToken));
        }
        catch (StubException failure)
        {
            throw new CliException($"--stub-listen: {failure.Message}", failure);
        }
    }

    async Task<ReplayerCeiling?> IReplayHost.MeasureCeilingAsync(ReplayPlan plan, CancellationToken cancellationToken) =>
        await ReplayerCalibration.MeasureAsync(plan, cancellationToken);

    private sealed class Target(IServiceUnderTest service, DependencyStub stub) : HostedService(service)
    {
        /// <inheritdoc/>
        public override IReadOnlyList<string> Notices => stub.Notices;

        /// <inheritdoc/>
        public override ValueTask DisposeAsync() => stub.DisposeAsync();
    }
}
