using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>What of the ring goes into an incident.</summary>
internal sealed record RingSnapshot : IDisposable
{
    private long _unreadable;

    /// <summary>What of it is on disk, which stays there until this is disposed of.</summary>
    public IReadOnlyList<Extent> OnDisk { get; init; } = [];

    /// <summary>How many exchanges could not be read back from disk by now.</summary>
    public long Unreadable => _unreadable;

    /// <summary>The events in memory, exchange after exchange in the order in which they began.</summary>
    public required IReadOnlyList<(LogKind Log, SerializedEvent Event)> Events { get; init; }

    /// <summary>From when on it is complete, but for <see cref="Dropped"/>: later than asked for where the memory held no more.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many exchanges there are.</summary>
    public required int Exchanges { get; init; }

    /// <summary>How many of them had not ended.</summary>
    public required int Unfinished { get; init; }

    /// <summary>The exchanges of this time that were dropped, by why.</summary>
    public required IReadOnlyList<DroppedExchanges> Drops { get; init; }

    /// <summary>How many they are.</summary>
    public long Dropped => Drops.Sum(drop => drop.Count);

    /// <summary>How many older exchanges had been dropped before their time, since the memory was full.</summary>
    public required long Evicted { get; init; }

    /// <summary>What of this time was left out by sampling, by route.</summary>
    public IReadOnlyList<LeftOutExchanges> LeftOut { get; init; } = [];

    /// <summary>All events: those on disk, which are read meanwhile, and those in memory.</summary>
    public IEnumerable<(LogKind Log, SerializedEvent Event)> ReadAll() => OnDisk.SelectMany(Read).Concat(Events);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Extent extent in OnDisk)
        {
            extent.Segment.Leave();
        }
    }

    private IReadOnlyList<(LogKind Log, SerializedEvent Event)> Read(Extent extent)
    {
        try
        {
            return extent.Read();
        }
        catch (IOException)
        {
            _unreadable++;
            return [];
        }
    }
}
