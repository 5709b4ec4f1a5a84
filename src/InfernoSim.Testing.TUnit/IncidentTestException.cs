namespace InfernoSim.Testing.TUnit;

/// <summary>An incident test failed; the message says all. TUnit shows its name before the message, and after it every inner exception: there is none.</summary>
internal sealed class IncidentTestException(string message) : Exception(message);
