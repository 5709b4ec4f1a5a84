using System.Collections.Concurrent;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// How long an answer is held back to see whether the service waits for it before it responds. A service that does cannot
/// respond meanwhile; of one that does not, without the wait, it would be up to the scheduler which of the two comes first.
/// </summary>
/// <remarks>
/// The first run looks once at each place that makes calls, for about as long as the call took in the incident, so that no
/// timeout of the service is met that was not met then. Where the service has been seen not to wait, every later answer is
/// held until the response is there, so that all workers see the same.
/// </remarks>
/// <param name="looks">Whether the first run looks; otherwise only what is seen without a wait is known.</param>
internal sealed class ResponsePatience(bool looks)
{
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
