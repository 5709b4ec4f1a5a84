namespace InfernoSim.Incidents;

/// <summary>Where recorded events go: a file of an incident, or the memory of a recorder that is always on.</summary>
internal interface IEventLog
{
    /// <summary>Whether it takes out what is secret itself, since whoever records must not wait for that.</summary>
    bool Scrubs => false;

    /// <summary>Takes an event over. Its bodies may be released when this returns.</summary>
    /// <param name="incidentEvent">The event.</param>
    /// <returns>A task, to be awaited once, that completes when the event is where it belongs.</returns>
    ValueTask AppendAsync(IncidentEvent incidentEvent);
}
