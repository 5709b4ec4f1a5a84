using InfernoSim.Measuring;
using InfernoSim.Replay;

namespace InfernoSim.Testing;

/// <summary>
/// A running service under test. This one is reached by URL; a host of one's own derives from it to stop what it started,
/// or to be reached without sockets.
/// </summary>
/// <param name="baseAddress">Where the service listens; only scheme and authority are used.</param>
public class StartedService(Uri baseAddress) : IServiceUnderTest, IAsyncDisposable
{
    private readonly HttpServiceUnderTest _http = new(baseAddress);

    /// <inheritdoc/>
    public Uri BaseAddress => _http.BaseAddress;

    /// <summary>What the service has printed or logged by now, the last part of it when it is much; empty when that is not known.</summary>
    public virtual string Output => "";

    /// <inheritdoc/>
    public virtual HttpMessageHandler CreateHandler() => _http.CreateHandler();

    /// <inheritdoc/>
    public virtual ValueTask<string?> ProbeAsync(CancellationToken cancellationToken) => _http.ProbeAsync(cancellationToken);

    /// <summary>Begins to watch the service's resources.</summary>
    /// <returns><see langword="null"/> when nothing of it can be seen but its responses.</returns>
    internal virtual ILimitProbe? StartProbe() => null;

    /// <summary>Stops what was started.</summary>
    /// <returns>A task that completes when nothing of it is left.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
