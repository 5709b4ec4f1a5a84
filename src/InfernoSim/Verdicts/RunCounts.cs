namespace InfernoSim.Verdicts;

/// <summary>How many runs there were.</summary>
/// <param name="Requested">Asked for.</param>
/// <param name="Executed">Begun.</param>
/// <param name="Completed">Finished, with every request answered or failed.</param>
/// <param name="Deterministic">Finished with the reference run's fingerprint and no worker that differs from another.</param>
public sealed record RunCounts(int Requested, int Executed, int Completed, int Deterministic);
