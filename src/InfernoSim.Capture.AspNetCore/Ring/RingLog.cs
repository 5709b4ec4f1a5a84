using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>Keeps the events that would go to one log of an incident.</summary>
/// <param name="ring">Where.</param>
/// <param name="kind">Which log.</param>
internal sealed class RingLog(ExchangeRing ring, LogKind kind) : IEventLog
{
    /// <inheritdoc/>
    public bool Scrubs => true;

    /// <inheritdoc/>
    public ValueTask AppendAsync(IncidentEvent incidentEvent)
    {
        ring.Add(kind, incidentEvent);
        return ValueTask.CompletedTask;
    }
}
