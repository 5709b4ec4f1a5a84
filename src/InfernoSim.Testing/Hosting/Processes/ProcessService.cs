using InfernoSim.Measuring;
using InfernoSim.Testing.Limits;

namespace InfernoSim.Testing.Hosting.Processes;

/// <summary>A started service that is a process of its own.</summary>
internal sealed class ProcessService(Uri address, SupervisedProcess process) : StartedService(address)
{
    /// <inheritdoc/>
    public override string Output => process.Output.ToString();

    /// <inheritdoc/>
    internal override ILimitProbe StartProbe() => new ProcessProbe(process.Id);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await CallerContext.Leave();
        await process.DisposeAsync();
        await base.DisposeAsync();
    }
}
