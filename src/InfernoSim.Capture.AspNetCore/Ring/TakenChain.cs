using InfernoSim.Incidents;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>What a chain was when it was taken to be written. Whoever took it gives it back: until then its lines and its file stay as they are.</summary>
/// <param name="Chain">The chain; <see langword="null"/> for a call of background work that goes on.</param>
/// <param name="Events">Its events in memory.</param>
/// <param name="SoFar">What was under way, as far as it had come.</param>
/// <param name="Open">What was under way, and has no event yet.</param>
/// <param name="Extent">Its events on disk; <see langword="null"/> for none.</param>
/// <param name="IsOpen">Whether the exchange had not ended.</param>
internal sealed record TakenChain(
    Chain? Chain, IReadOnlyList<RingEntry> Events, IReadOnlyList<(LogKind Log, IncidentEvent Event)> SoFar, IReadOnlyList<TrafficObservation> Open, Extent? Extent, bool IsOpen)
{
    /// <summary>Whether it is an exchange, and not background work.</summary>
    public bool IsExchange => Chain?.Id is not null;

    /// <summary>Takes one, under the lock of the ring.</summary>
    /// <param name="chain">The chain.</param>
    public static TakenChain Of(Chain chain)
    {
        chain.IsTaken = true;
        chain.Extent?.Segment.Use();
        chain.Events.ForEach(entry => entry.Line.Slab.BeginReading());
        return new TakenChain(
            chain,
            [.. chain.Events],
            [],
            [.. chain.Open.Where(seen => seen is OutboundObservation || chain.Events.TrueForAll(done => done.Log != LogKind.Inbound))],
            chain.Extent,
            chain.Ended is null);
    }

    /// <summary>The same with what was under way as far as it has come.</summary>
    public TakenChain WithUnfinished() => Open.Count == 0 ? this : this with { SoFar = [.. Open.SelectMany(ToUnfinished)], Open = [] };

    private static IEnumerable<(LogKind Log, IncidentEvent Event)> ToUnfinished(TrafficObservation seen) =>
        seen.ToUnfinished().Select(soFar => (seen is InboundObservation ? LogKind.Inbound : LogKind.Outbound, soFar));
}
