namespace InfernoSim.Incidents;

/// <summary>An event was not written since the logs have as much as they may have. Nothing has failed.</summary>
/// <param name="message">How much that is.</param>
internal sealed class LogFullException(string message) : IOException(message);
