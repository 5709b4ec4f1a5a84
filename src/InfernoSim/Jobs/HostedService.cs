using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;

namespace InfernoSim.Jobs;

/// <summary>A service under test whose dependency calls reach the stub. A host derives from it to stop what it started.</summary>
public abstract class HostedService : IAsyncDisposable
{
    private readonly IServiceUnderTest? _single;

    /// <summary>One service for all workers of all runs.</summary>
    /// <param name="service">The service.</param>
    protected HostedService(IServiceUnderTest service)
        : this(new SharedService(service), service)
    {
    }

    /// <summary>Services that a pool starts.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="single">The one service there is; <see langword="null"/> when runs have their own.</param>
    internal HostedService(IServicePool pool, IServiceUnderTest? single) => (Pool, _single) = (pool, single);

    /// <summary>The service.</summary>
    /// <exception cref="InvalidOperationException">Each run or worker has its own (<see cref="HostRequest.State"/>).</exception>
    public IServiceUnderTest Service => _single ?? throw new InvalidOperationException("Each run or worker has a service of its own.");

    /// <summary>Where workers find their service.</summary>
    internal IServicePool Pool { get; }

    /// <summary>What did not go as asked but was no error: each one line.</summary>
    public virtual IReadOnlyList<string> Notices => [];

    /// <summary>Stops what was started.</summary>
    /// <returns>A task that completes when nothing of it is left.</returns>
    public abstract ValueTask DisposeAsync();

    /// <summary>Begins to watch the service's resources.</summary>
    /// <returns><see langword="null"/> when nothing of it can be seen but its responses.</returns>
    internal virtual ILimitProbe? StartProbe() => null;

    /// <summary>A replay begins.</summary>
    internal virtual void Begin(ReplayPlan plan)
    {
    }

    /// <summary>A replay is over.</summary>
    /// <returns>The recording, with what the host alone knows.</returns>
    internal virtual ReplayRecording Complete(ReplayRecording recording) => recording;
}
