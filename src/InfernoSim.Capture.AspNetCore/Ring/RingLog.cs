using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Keeps the events that would go to one log of an incident.</summary>
/// <param name="ring">Where.</param>
/// <param name="kind">Which log.</param>
/// <param name="limit">Told how long it takes; <see langword="null"/> for nobody.</param>
internal sealed class RingLog(ExchangeRing ring, LogKind kind, CpuLimit? limit = null) : IEventLog
{
    /// <inheritdoc/>
    public bool Scrubs => true;

    /// <inheritdoc/>
    public ValueTask AppendAsync(IncidentEvent incidentEvent)
    {
        long began = limit?.Begin() ?? 0;
        ring.Add(kind, incidentEvent);
        limit?.Kept(began, kind);
        return ValueTask.CompletedTask;
    }
}
