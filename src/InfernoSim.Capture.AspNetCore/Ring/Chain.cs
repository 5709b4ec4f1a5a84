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
/// What belongs together and is kept or dropped together: an exchange with its calls and statements, or one call of background work.
/// Guarded by the lock of its ring.
/// </summary>
/// <param name="id">The exchange; <see langword="null"/> for background work.</param>
/// <param name="started">When it began.</param>
internal sealed class Chain(string? id, DateTimeOffset started)
{
    /// <summary>What a chain takes beside its events.</summary>
    public const int Overhead = 400;

    // Gone with the last, so that what was seen of an exchange does not live as long as the exchange is kept.
    private List<TrafficObservation>? _open;

    /// <summary>The exchange; <see langword="null"/> for background work.</summary>
    public string? Id => id;

    /// <summary>When it began.</summary>
    public DateTimeOffset Started => started;

    /// <summary>When the exchange ended; <see langword="null"/> as long as it is open.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>Its events in memory so far.</summary>
    public List<RingEntry> Events { get; } = [];

    /// <summary>Where earlier events of it are on disk; <see langword="null"/> when all are in memory.</summary>
    public Extent? Extent { get; set; }

    /// <summary>What of it is under way: the exchange itself, and calls.</summary>
    public IReadOnlyList<TrafficObservation> Open => _open ?? [];

    /// <summary>How many bytes it takes beside the lines of its events.</summary>
    public long Bytes { get; set; } = Overhead;

    /// <summary>How many bytes the lines of its events take.</summary>
    public long LineBytes { get; set; }

    /// <summary>Whether nothing of it is kept any more, and nothing will be.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether it must not age out, since an incident will need it.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Whether the disk would not hold it.</summary>
    public bool StaysInMemory { get; set; }

    /// <summary>Something of it begins.</summary>
    /// <param name="part">It.</param>
    public void Begin(TrafficObservation part) => (_open ??= new(1)).Add(part);

    /// <summary>Something of it has ended.</summary>
    /// <param name="part">It.</param>
    public void End(TrafficObservation part)
    {
        if (_open?.Remove(part) == true && _open.Count == 0)
        {
            _open = null;
        }
    }

    /// <summary>Nothing of it is under way any more, as far as it goes.</summary>
    public void EndAll() => _open = null;
}
