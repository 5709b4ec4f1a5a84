namespace InfernoSim.Replay;

/// <summary>Where the workers of a replay find their service.</summary>
internal interface IServicePool
{
    /// <summary>How many services there have been so far.</summary>
    int Started { get; }

    /// <summary>Gets the services of a run ready: all of them, so that none starts while the run is measured.</summary>
    /// <param name="run">Which run, from 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The services; disposed of at the end of the run.</returns>
    Task<RunServices> BeginRunAsync(int run, CancellationToken cancellationToken);
}

/// <summary>The services of one run. Disposing of it stops those that are the run's own.</summary>
internal abstract class RunServices : IAsyncDisposable
{
    /// <summary>Whether later runs use the same ones, so that connections to them are kept.</summary>
    public virtual bool OutlastRun => false;

    /// <summary>The service of a worker, counted from 0.</summary>
    public abstract IServiceUnderTest Of(int worker);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>One service for all workers of all runs.</summary>
/// <param name="service">The service.</param>
internal class SharedService(IServiceUnderTest service) : RunServices, IServicePool
{
    /// <inheritdoc/>
    public int Started => 1;

    /// <inheritdoc/>
    public override bool OutlastRun => true;

    /// <inheritdoc/>
    public virtual Task<RunServices> BeginRunAsync(int run, CancellationToken cancellationToken) => Task.FromResult<RunServices>(this);

    /// <inheritdoc/>
    public override IServiceUnderTest Of(int worker) => service;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
