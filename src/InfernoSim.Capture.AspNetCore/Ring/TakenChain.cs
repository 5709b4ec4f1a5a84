using InfernoSim.Incidents;
using InfernoSim.Recording;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>What a chain was when a snapshot was taken of it.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Events">Its events in memory.</param>
/// <param name="Open">What was under way, and has no event yet.</param>
/// <param name="Extent">Its events on disk, whose file is held until somebody leaves it; <see langword="null"/> for none.</param>
/// <param name="IsOpen">Whether the exchange had not ended.</param>
internal sealed record TakenChain(
    Chain Chain, IReadOnlyList<(LogKind Log, SerializedEvent? Made, IncidentEvent? Clear)> Events, IReadOnlyList<TrafficObservation> Open, Extent? Extent, bool IsOpen)
{
    /// <summary>Takes one, under the lock of the ring.</summary>
    /// <param name="chain">The chain.</param>
    public static TakenChain Of(Chain chain)
    {
        chain.Extent?.Segment.Use();
        return new TakenChain(
            chain,
            [.. chain.Events.Select(kept => (kept.Log, kept.Made, kept.Clear))],
            [.. chain.Open.Where(seen => seen is OutboundObservation || chain.Events.TrueForAll(done => done.Log != LogKind.Inbound))],
            chain.Extent,
            chain.Ended is null);
    }
}
