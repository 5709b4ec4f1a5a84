namespace InfernoSim.Laboratory.Service;

/// <summary>Names this assembly to whoever hosts it.</summary>
internal sealed class Entry;
