using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>What of the ring goes into an incident.</summary>
internal sealed record RingSnapshot
{
    /// <summary>The events, exchange after exchange in the order in which they began.</summary>
    public required IReadOnlyList<(LogKind Log, SerializedEvent Event)> Events { get; init; }

    /// <summary>From when on it is complete, but for <see cref="Dropped"/>: later than asked for where the memory held no more.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many exchanges there are.</summary>
    public required int Exchanges { get; init; }

    /// <summary>How many of them had not ended.</summary>
    public required int Unfinished { get; init; }

    /// <summary>How many exchanges of this time were dropped.</summary>
    public required long Dropped { get; init; }

    /// <summary>How many older exchanges had been dropped before their time, since the memory was full.</summary>
    public required long Evicted { get; init; }

    /// <summary>What of this time was left out by sampling, by route.</summary>
    public IReadOnlyList<LeftOutExchanges> LeftOut { get; init; } = [];
}
