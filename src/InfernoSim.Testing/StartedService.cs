using InfernoSim.Certificates;
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
    private HttpServiceUnderTest? _http;

    /// <inheritdoc/>
    public Uri BaseAddress { get; } = baseAddress;

    /// <summary>Whose certificates are accepted, where the service is reached by https.</summary>
    /// <value>The default is <see cref="UpstreamTrust.System"/>.</value>
    public UpstreamTrust Trust { get; init; } = UpstreamTrust.System;

    /// <summary>What the service has printed or logged by now, the last part of it when it is much; empty when that is not known.</summary>
    public virtual string Output => "";

    private HttpServiceUnderTest Http => _http ??= new(BaseAddress) { Trust = Trust };

    /// <inheritdoc/>
    public virtual HttpMessageHandler CreateHandler() => Http.CreateHandler();

    /// <inheritdoc/>
    public virtual ValueTask<string?> ProbeAsync(CancellationToken cancellationToken) => Http.ProbeAsync(cancellationToken);

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
