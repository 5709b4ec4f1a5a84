using System.Collections.Concurrent;

namespace InfernoSim.Replay;

/// <summary>
/// How long an answer is held back while a call that came before it in the incident has not been made. Two calls that the
/// service makes at the same time may come in either order, although one happened to end before the other began when they
/// were recorded; a service that makes them one after the other does not make the second before it has the first answer.
/// So if the earlier call comes while the later one's answer is held back, they are concurrent and nothing has changed.
/// </summary>
/// <remarks>
/// Each real change of order costs this wait. It is long at first, for on a busy machine a call may take its time, and
/// shorter once changes of order are established; a change that has been seen is not waited for again.
/// </remarks>
internal sealed class ReorderPatience
{
    // The wait is cut into slices, so that on a machine too busy to run anything it grows with the delay of each.
    public const int Slices = 10;

    private static readonly TimeSpan[] SliceByConfirmed = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(1)];

    private readonly ConcurrentDictionary<(int Exchange, int Call), byte> _confirmed = new();

    /// <summary>One slice of the wait; zero when this change of order is known.</summary>
    public TimeSpan SliceFor(PlannedCall call) => _confirmed.ContainsKey((call.Exchange, call.Index))
        ? TimeSpan.Zero
        : SliceByConfirmed[_confirmed.Count switch { < 3 => 0, < 20 => 1, _ => 2 }];

    /// <summary>The earlier call has come after the later one was answered: the order has changed.</summary>
    public void Confirm(PlannedCall call) => _confirmed.TryAdd((call.Exchange, call.Index), 0);
}
