using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Planning;

namespace InfernoSim.Jobs;

/// <summary>Starts what a job needs around it: the stub that answers dependency calls, and the service, or the way to it.</summary>
public interface IReplayHost
{
    /// <summary>Whether the service takes its time from the clock of the replay.</summary>
    bool SupportsVirtualTime => false;

    /// <summary>Whether the host starts services of its own, so that each run or worker can have one.</summary>
    bool SupportsFreshState => false;

    /// <summary>Starts the stub and the service. A job may do so several times, one after the other.</summary>
    /// <param name="request">What answers dependency calls, and what else the host has to know.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The service, ready for requests, its dependency calls led to the responder; disposed of when the job needs it no more.</returns>
    Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken);

    /// <summary>Finds out what the replayer itself can do.</summary>
    /// <returns><see langword="null"/> where that cannot be done.</returns>
    internal Task<ReplayerCeiling?> MeasureCeilingAsync(ReplayPlan plan, CancellationToken cancellationToken) => Task.FromResult<ReplayerCeiling?>(null);

    /// <summary>How to relax what limits the service.</summary>
    /// <returns><see langword="null"/> when it cannot be.</returns>
    internal Relaxation? Relax(LimitEvidence evidence, LimitFinding finding, ReplayOptions options) => Relaxation.OfDependencies(evidence, finding, options);
}
