namespace InfernoSim.Replay;

/// <summary>What inbound requests are replayed against.</summary>
public interface IServiceUnderTest
{
    /// <summary>Where the service listens; only scheme and authority are used.</summary>
    Uri BaseAddress { get; }

    /// <summary>
    /// Makes the transport of one worker: connections of its own, no cookies, no redirects, no decompression, no proxy.
    /// The caller disposes of it.
    /// </summary>
    /// <returns>The transport.</returns>
    HttpMessageHandler CreateHandler();

    /// <summary>Finds out, without sending a request, whether the service can be reached.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when it can, otherwise why not.</returns>
    ValueTask<string?> ProbeAsync(CancellationToken cancellationToken);
}
