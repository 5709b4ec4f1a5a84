using System.Collections.Concurrent;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>
/// How long an answer is held back while a call that came before it in the incident has not been made. Two calls that the
/// service makes at the same time may come in either order, although one happened to end before the other began when they
/// were recorded; a service that makes them one after the other does not make the second before it has the first answer.
/// So if the earlier call comes while the later one's answer is held back, they are concurrent and nothing has changed.
/// </summary>
/// <remarks>
/// Each real change of order costs this wait, and so does a call that the service no longer makes. It is long at first,
/// for on a busy machine a call may take its time, and shorter once nothing came of it; a change that has been seen is
/// not waited for again.
/// </remarks>
internal sealed class ReorderPatience
{
    /// <summary>The wait while every one has been worth it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(int Exchange, int Call), byte> _inVain = new();
    private readonly ConcurrentDictionary<(int Exchange, int Call), byte> _confirmed = new();
    private int _calls;

    /// <summary>The wait for a call; zero when its change of order is known.</summary>
    public TimeSpan For(PlannedCall call)
    {
        (int, int) key = (call.Exchange, call.Index);
        return _confirmed.ContainsKey(key) ? TimeSpan.Zero : Volatile.Read(ref _calls) switch
        {
            < 3 when !_inVain.ContainsKey(key) => Longest,
            < 20 => Longest / 10,
            _ => Longest / 200,
        };
    }

    /// <summary>The wait for a call has passed.</summary>
    public void Expire(PlannedCall call)
    {
        if (_inVain.TryAdd((call.Exchange, call.Index), 0))
        {
            Interlocked.Increment(ref _calls);
        }
    }

    /// <summary>A call that it followed has come after the call was answered: the order has changed.</summary>
    public void Confirm(PlannedCall call) => _confirmed.TryAdd((call.Exchange, call.Index), 0);
}
