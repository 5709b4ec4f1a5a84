using InfernoSim.Planning;

namespace InfernoSim.Replay;

/// <summary>The transports of the run in progress, kept for the next one where the services are.</summary>
internal sealed class RunTransports(ReplayPlan plan) : IDisposable
{
    private WorkerPool? _kept;

    /// <summary>The transports to the services of a run.</summary>
    public WorkerPool For(RunServices services)
    {
        if (_kept is null || !services.OutlastRun)
        {
            _kept?.Dispose();
            _kept = new WorkerPool(plan, services);
        }

        return _kept;
    }

    /// <summary>A run is over, and its services are about to go unless they outlast it.</summary>
    public void Leave(RunServices services)
    {
        if (!services.OutlastRun)
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept?.Dispose();
        _kept = null;
    }
}
