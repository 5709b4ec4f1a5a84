using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// What of the ring goes into an incident. Its events are made while they are read, so that taking it holds nobody up: how many exchanges there are,
/// and how many were dropped, is known when all have been read.
/// </summary>
/// <param name="chains">What there is, in the order in which it began.</param>
/// <param name="make">Makes the events of a chain as they are written; <see langword="null"/> when that fails, and the chain is missing.</param>
/// <param name="giveBack">Gives a chain back, at the end.</param>
internal sealed class RingSnapshot(
    IReadOnlyList<TakenChain> chains, Func<TakenChain, IReadOnlyList<(LogKind Log, SerializedEvent Event)>?> make, Action<TakenChain> giveBack) : IDisposable
{
    private readonly HashSet<TakenChain> _missing = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<TakenChain> _unreadable = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many exchanges could not be read back from disk by now.</summary>
    public long Unreadable => _unreadable.Count;

    /// <summary>From when on it is complete, but for <see cref="Dropped"/>: later than asked for where the memory held no more.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many exchanges there are.</summary>
    public int Exchanges => chains.Count(taken => taken.IsExchange && !_missing.Contains(taken));

    /// <summary>How many of them had not ended.</summary>
    public int Unfinished => chains.Count(taken => taken.IsOpen && !_missing.Contains(taken));

    /// <summary>The exchanges of this time that had been dropped when it was taken, by why.</summary>
    public required IReadOnlyList<DroppedExchanges> DropsBefore { get; init; }

    /// <summary>The exchanges of this time that were dropped, by why.</summary>
    public IReadOnlyList<DroppedExchanges> Drops => _missing.Count == 0
        ? DropsBefore
        : [.. DropsBefore.Append(new DroppedExchanges(DropCause.Fault, _missing.Count)).GroupBy(drop => drop.Cause, (cause, drops) => new DroppedExchanges(cause, drops.Sum(drop => drop.Count)))];

    /// <summary>How many they are.</summary>
    public long Dropped => Drops.Sum(drop => drop.Count);

    /// <summary>How many older exchanges had been dropped before their time, since the memory was full.</summary>
    public required long Evicted { get; init; }

    /// <summary>What of this time was left out when it began, by why and by route.</summary>
    public IReadOnlyList<LeftOutExchanges> LeftOut { get; set; } = [];

    /// <summary>All events, exchange after exchange: those on disk and those in memory.</summary>
    public IEnumerable<(LogKind Log, SerializedEvent Event)> ReadAll()
    {
        foreach (TakenChain taken in chains)
        {
            if (make(taken) is not { } inMemory)
            {
                _missing.Add(taken);
                continue;
            }

            foreach ((LogKind, SerializedEvent) item in ReadFromDisk(taken).Concat(inMemory))
            {
                yield return item;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (TakenChain taken in chains)
        {
            giveBack(taken);
        }
    }

    private IReadOnlyList<(LogKind Log, SerializedEvent Event)> ReadFromDisk(TakenChain taken)
    {
        try
        {
            return taken.Extent?.Read() ?? [];
        }
        catch (IOException)
        {
            _unreadable.Add(taken);
            return [];
        }
    }
}
