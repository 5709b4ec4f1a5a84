using InfernoSim.Measuring;
using InfernoSim.Replay;
using InfernoSim.Testing.State;

namespace InfernoSim.Testing.Hosting;

/// <summary>One service for all runs, which are prepared one by one.</summary>
internal sealed class SharedInstance(TestedInstance instance, Preparation preparation, int fanout) : TestedServices
{
    private readonly SharedService _shared = new(instance.Service);

    /// <inheritdoc/>
    public override int Started => 1;

    /// <inheritdoc/>
    public override IServiceUnderTest Single => instance.Service;

    /// <inheritdoc/>
    public override async Task<RunServices> BeginRunAsync(int run, CancellationToken cancellationToken)
    {
        var context = new ReplayContext(run + 1, 0);
        try
        {
            await preparation.BeforeRunAsync(context, cancellationToken);
            await preparation.BeforeWorkersAsync(run + 1, fanout, cancellationToken);
            return _shared;
        }
        finally
        {
            context.Release();
        }
    }

    /// <inheritdoc/>
    public override ILimitProbe? StartProbe() => instance.Service.StartProbe();

    /// <inheritdoc/>
    public override string OutputOf(int run, int worker) => instance.Output;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => instance.DisposeAsync();
}
