namespace InfernoSim.Verdicts;

/// <summary>A count beside what it should have been.</summary>
/// <param name="Observed">Seen.</param>
/// <param name="Expected">Recorded, times the workers and runs begun.</param>
public sealed record ObservedCount(long Observed, long Expected);
