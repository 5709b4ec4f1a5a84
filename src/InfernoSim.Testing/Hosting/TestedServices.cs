using InfernoSim.Measuring;
using InfernoSim.Replay;

namespace InfernoSim.Testing.Hosting;

/// <summary>The services of a test's replay: one for all runs, or others in each.</summary>
internal abstract class TestedServices : IServicePool, IAsyncDisposable
{
    /// <inheritdoc/>
    public abstract int Started { get; }

    /// <summary>The one service there is; <see langword="null"/> when runs have their own.</summary>
    public virtual IServiceUnderTest? Single => null;

    /// <inheritdoc/>
    public abstract Task<RunServices> BeginRunAsync(int run, CancellationToken cancellationToken);

    /// <summary>Begins to watch the services' resources.</summary>
    /// <returns><see langword="null"/> when nothing of them can be seen but their responses.</returns>
    public abstract ILimitProbe? StartProbe();

    /// <summary>What the service of a worker has printed or logged.</summary>
    /// <param name="run">The run, from 0.</param>
    /// <param name="worker">The worker, from 0.</param>
    public abstract string OutputOf(int run, int worker);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
