namespace InfernoSim.Capture.AspNetCore;

/// <summary>
/// Told of every incident, once its folder is whole: register one to ship incidents to where they are looked at. What it throws is logged,
/// and does not disturb the service.
/// </summary>
public interface IIncidentSink
{
    /// <summary>An incident was written.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="cancellationToken">The service stops, and waits no longer.</param>
    /// <returns>A task that completes when the incident has been shipped.</returns>
    Task SendAsync(FrozenIncident incident, CancellationToken cancellationToken);
}
