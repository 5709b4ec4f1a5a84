using InfernoSim.Matching;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Which log of an incident an event belongs into.</summary>
internal enum LogKind : byte
{
    Inbound,
    Outbound,
    Sql,
}

/// <summary>
/// What belongs together and is kept or dropped together: an exchange with its calls and statements, or one call of background work. It is used again
/// for another once it is kept no more: one that were made anew for each, and lived as long as exchanges are kept, would have to be moved about by the
/// garbage collector. Guarded by the lock of its ring.
/// </summary>
internal sealed class Chain
{
    /// <summary>What a chain takes beside its events.</summary>
    public const int Overhead = 400;

    // Most have a few; the memory of many is not kept for another.
    private const int MostEventsToReuse = 16;

    private readonly List<TrafficObservation> _open = new(1);

    /// <summary>Makes one.</summary>
    public Chain() => Place = new LinkedListNode<Chain>(this);

    /// <summary>Its place among those that are kept.</summary>
    public LinkedListNode<Chain> Place { get; }

    /// <summary>The exchange; <see langword="null"/> for background work.</summary>
    public TraceKey? Id { get; private set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; private set; }

    /// <summary>When the exchange ended; <see langword="null"/> as long as it is open.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>Its events in memory so far.</summary>
    public List<RingEntry> Events { get; private set; } = [];

    /// <summary>Where earlier events of it are on disk; <see langword="null"/> when all are in memory.</summary>
    public Extent? Extent { get; set; }

    /// <summary>What of it is under way: the exchange itself, and calls.</summary>
    public IReadOnlyList<TrafficObservation> Open => _open;

    /// <summary>How many bytes it takes beside the lines of its events.</summary>
    public long Bytes { get; set; }

    /// <summary>How many bytes the lines of its events take.</summary>
    public long LineBytes { get; set; }

    /// <summary>Whether nothing of it is kept any more, and nothing will be.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether it must not age out, since an incident will need it.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Whether the disk would not hold it.</summary>
    public bool StaysInMemory { get; set; }

    /// <summary>Whether somebody outside the ring has it, and may come back with it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>It is that of an exchange, or of background work, from here on.</summary>
    /// <param name="id">The exchange; <see langword="null"/> for background work.</param>
    /// <param name="started">When it began.</param>
    public void Begin(TraceKey? id, DateTimeOffset started)
    {
        (Id, Started, Ended, Bytes) = (id, started, null, Overhead);
        (IsDropped, IsPinned, StaysInMemory) = (false, false, false);
        if (Events.Capacity > MostEventsToReuse)
        {
            Events = [];
        }
    }

    /// <summary>Something of it begins.</summary>
    /// <param name="part">It.</param>
    public void Begin(TrafficObservation part) => _open.Add(part);

    /// <summary>Something of it has ended.</summary>
    /// <param name="part">It.</param>
    public void End(TrafficObservation part) => _open.Remove(part);

    /// <summary>Nothing of it is under way any more, as far as it goes.</summary>
    public void EndAll() => _open.Clear();
}
