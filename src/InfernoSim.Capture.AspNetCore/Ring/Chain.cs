using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Which log of an incident an event belongs into.</summary>
internal enum LogKind
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
    /// <summary>What a chain, and an event of it, take beside the events' own bytes.</summary>
    public const int Overhead = 200;

    /// <summary>The exchange; <see langword="null"/> for background work.</summary>
    public string? Id => id;

    /// <summary>When it began.</summary>
    public DateTimeOffset Started => started;

    /// <summary>When the exchange ended; <see langword="null"/> as long as it is open.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>Its events so far.</summary>
    public List<RingEntry> Events { get; } = [];

    /// <summary>Where earlier events of it are on disk; <see langword="null"/> when all are in memory.</summary>
    public Extent? Extent { get; set; }

    /// <summary>What of it is under way: the exchange itself, and calls.</summary>
    public HashSet<TrafficObservation> Open { get; } = [];

    /// <summary>How many bytes it takes.</summary>
    public long Bytes { get; set; } = Overhead;

    /// <summary>Whether nothing of it is kept any more, and nothing will be.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether it must not age out, since an incident will need it.</summary>
    public bool IsPinned { get; set; }
}
