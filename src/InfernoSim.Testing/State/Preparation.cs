namespace InfernoSim.Testing.State;

/// <summary>Calls whoever prepares state, one after the other, and says who failed.</summary>
internal sealed class Preparation(IReadOnlyList<IPrepareState> preparers)
{
    /// <summary>Before a run.</summary>
    /// <exception cref="ServiceHostException">One of them failed.</exception>
    public async Task BeforeRunAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        foreach (IPrepareState preparer in preparers)
        {
            await CallAsync(preparer, nameof(IPrepareState.BeforeRunAsync), context, () => preparer.BeforeRunAsync(context, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Before a worker.</summary>
    /// <exception cref="ServiceHostException">One of them failed.</exception>
    public async Task BeforeWorkerAsync(ReplayContext context, CancellationToken cancellationToken)
    {
        foreach (IPrepareState preparer in preparers)
        {
            await CallAsync(preparer, nameof(IPrepareState.BeforeWorkerAsync), context, () => preparer.BeforeWorkerAsync(context, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Before the workers of a run, who share a service, in order.</summary>
    /// <exception cref="ServiceHostException">One of them failed.</exception>
    public async Task BeforeWorkersAsync(int run, int workers, CancellationToken cancellationToken)
    {
        for (int worker = 1; worker <= workers && preparers.Count > 0; worker++)
        {
            var context = new ReplayContext(run, worker);
            try
            {
                await BeforeWorkerAsync(context, cancellationToken);
            }
            finally
            {
                context.Release();
            }
        }
    }

    private static async Task CallAsync(IPrepareState preparer, string method, ReplayContext context, Func<Task> call, CancellationToken cancellationToken)
    {
        try
        {
            await call();
        }
#pragma warning disable CA1031 // Whatever the test's own code threw.
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new ServiceHostException(
                $"{preparer.GetType().Name}.{method} failed for {context.Name}: {failure.GetType().Name}: {failure.Message}\nNothing was replayed against the service from there on; see the inner exception.", failure);
        }
    }
}
