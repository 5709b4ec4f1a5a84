using System.Collections.Concurrent;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// How long an answer is held back to see whether the service waits for it before it responds. A service that does cannot
/// respond meanwhile; of one that does not, without the wait, it would be up to the scheduler which of the two comes first.
/// </summary>
/// <remarks>
/// The first run looks once at each place that makes calls, for about as long as the call took in the incident, so that no
/// timeout of the service is met that was not met then. It looks no longer once the service is seen to have nothing left to do: what
/// it would have done without the answer is done. Where the service has been seen not to wait, every later answer is
/// held until the response is there, so that all workers see the same.
/// </remarks>
/// <param name="looks">Whether the first run looks; otherwise only what is seen without a wait is known.</param>
/// <param name="quiet">Says when the service has nothing left to do; <see langword="null"/> where that cannot be seen.</param>
internal sealed class ResponsePatience(bool looks, QuietAfter? quiet = null)
{
    // A service that waits for a timer or a database has nothing to do either. In the incident its response took a time to come
    // after the answer, in which such waits are; so many times that, and so much at least, it is looked.
    private const int Margin = 4;

    private static readonly TimeSpan LeastBeforeQuiet = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, bool> _isLate = new();

    /// <summary>The wait for a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="before">What the response of its exchange followed.</param>
    /// <param name="run">The run, from 0.</param>
    public TimeSpan For(PlannedCall call, CallsBeforeResponse before, int run)
    {
        if (_isLate.TryGetValue(before.PlaceOf(call), out bool isLate) && isLate)
        {
            return Longest;
        }

        if (!looks || run > 0 || !before.IsWatched(call))
        {
            return TimeSpan.Zero;
        }

        var took = TimeSpan.FromTicks(call.Event.DurationNanoseconds / TimeSpan.NanosecondsPerTick);
        return took < ShortestLook ? ShortestLook : took > LongestLook ? LongestLook : took;
    }

    /// <summary>Completes when the service is seen to have nothing left to do; never where that cannot be seen, or where a wait is no look.</summary>
    /// <param name="call">The call.</param>
    /// <param name="exchange">Its exchange.</param>
    /// <param name="wait">The wait.</param>
    /// <param name="cancellationToken">Cancelled when it is not asked for any more.</param>
    public Task QuietAsync(PlannedCall call, PlannedExchange exchange, TimeSpan wait, CancellationToken cancellationToken)
    {
        TimeSpan rest = TimeSpan.FromTicks((exchange.End - call.End) / TimeSpan.NanosecondsPerTick) * Margin;
        TimeSpan least = rest > LeastBeforeQuiet ? rest : LeastBeforeQuiet;
        return quiet is null || wait == Longest || least >= wait ? new TaskCompletionSource().Task : quiet(least, cancellationToken);
    }

    /// <summary>The service has responded without the answer.</summary>
    public void Confirm(int place) => _isLate.TryAdd(place, true);

    /// <summary>The longest wait has passed: at this place the service waits for some answers and not for others.</summary>
    public void Expire(int place, TimeSpan waited)
    {
        if (waited == Longest)
        {
            _isLate[place] = false;
        }
    }
}

/// <summary>Waits until the service has nothing left to do.</summary>
/// <param name="least">How long it is waited for at least.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate Task QuietAfter(TimeSpan least, CancellationToken cancellationToken);
