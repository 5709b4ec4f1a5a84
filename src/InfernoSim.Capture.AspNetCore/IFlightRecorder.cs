namespace InfernoSim.Capture.AspNetCore;

/// <summary>The recorder of this service.</summary>
public interface IFlightRecorder
{
    /// <summary>
    /// Freezes the last minutes into an incident, after the time that <see cref="FlightRecorderOptions.After"/> says. Asked again before it is
    /// written, it is the same incident.
    /// </summary>
    /// <param name="reason">Why, for whoever reads the incident.</param>
    /// <param name="cancellationToken">Gives up waiting, not freezing.</param>
    /// <returns>The incident, once it is written and whole; <see langword="null"/> when the recorder is off.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    Task<FrozenIncident?> FreezeAsync(string reason, CancellationToken cancellationToken = default);
}
