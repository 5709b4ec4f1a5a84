using InfernoSim.Testing.Output;
using Microsoft.AspNetCore.TestHost;

namespace InfernoSim.Testing.InProcess;

/// <summary>A started service of this process.</summary>
/// <param name="application">Is disposed of with it.</param>
/// <param name="log">What it logged.</param>
/// <param name="memory">Reaches it without sockets; <see langword="null"/> where it listens.</param>
/// <param name="address">Where it listens.</param>
internal sealed class ApplicationService(IAsyncDisposable application, BoundedOutput log, TestServer? memory, Uri address) : StartedService(address)
{
    /// <inheritdoc/>
    public override string Output => log.ToString();

    /// <inheritdoc/>
    public override HttpMessageHandler CreateHandler() => memory?.CreateHandler() ?? base.CreateHandler();

    /// <inheritdoc/>
    public override ValueTask<string?> ProbeAsync(CancellationToken cancellationToken) =>
        memory is null ? base.ProbeAsync(cancellationToken) : ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        await base.DisposeAsync();
    }
}
