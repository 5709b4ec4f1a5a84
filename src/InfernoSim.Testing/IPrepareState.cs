namespace InfernoSim.Testing;

/// <summary>
/// Prepares what the service under test owns, such as a database: before each run, and before each worker of it.
/// Implemented by a test class, by an attribute on the test method, its class or its assembly, or by a host type of one's
/// own. What fails in here is the environment's fault: the test fails with it, and nothing is said of the service.
/// </summary>
public interface IPrepareState
{
    /// <summary>Called before each run, before any service of it is started.</summary>
    /// <param name="context">The run; its worker is 0.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>A task that completes when the run may begin.</returns>
    Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called for each worker of a run, after <see cref="BeforeRunAsync"/> and before the worker's own service is started, if it has one; for several workers at the same time.</summary>
    /// <param name="context">The run and the worker; with <see cref="ReplayState.FreshPerWorker"/> the very object that the service gets.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>A task that completes when the worker may begin.</returns>
    Task BeforeWorkerAsync(ReplayContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
