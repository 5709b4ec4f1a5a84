namespace InfernoSim;

/// <summary>Which workers of a replay share a service, and with it the state that the service owns: its database, its caches, its counters.</summary>
public enum ReplayState
{
    /// <summary>One service for all workers of all runs, as in production: they compete for it, and see what the others have written.</summary>
    Shared,

    /// <summary>A service for each run, shared by the run's workers. No run sees what another has written.</summary>
    FreshPerRun,

    /// <summary>A service for each worker of each run. None sees what another has written.</summary>
    FreshPerWorker,
}
