using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;

namespace InfernoSim.Jobs;

/// <summary>A service under test whose dependency calls reach the stub. A host derives from it to stop what it started.</summary>
/// <param name="service">The service.</param>
public abstract class HostedService(IServiceUnderTest service) : IAsyncDisposable
{
    /// <summary>The service.</summary>
    public IServiceUnderTest Service => service;

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
