using System.Threading.RateLimiting;

namespace InfernoSim.Testing.Envelope;

/// <summary>
/// Who may run in this process now: any number of replays, or one search and nothing beside it, for a search measures whatever
/// the process does. They come in the order in which they asked, so that neither waits for ever.
/// </summary>
internal static class ProcessTurns
{
    // More replays than are ever side by side.
    private const int All = 1_000;

    private static readonly ConcurrencyLimiter Limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = All,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits until no search is running.</summary>
    /// <returns>Ends the turn.</returns>
    public static ValueTask<RateLimitLease> ForReplayAsync(CancellationToken cancellationToken) => Limiter.AcquireAsync(1, cancellationToken);

    /// <summary>Waits until nothing is running.</summary>
    /// <returns>Ends the turn.</returns>
    public static ValueTask<RateLimitLease> ForSearchAsync(CancellationToken cancellationToken) => Limiter.AcquireAsync(All, cancellationToken);
}
