namespace InfernoSim.Replay;

/// <summary>How far a replay has come.</summary>
/// <param name="Run">The run in progress, from 1.</param>
/// <param name="Runs">The runs asked for.</param>
/// <param name="RequestsCompleted">Requests of the whole replay that are over.</param>
/// <param name="RequestsExpected">Requests of the whole replay.</param>
/// <param name="Divergences">Divergences seen so far, repeated ones counted each time.</param>
public readonly record struct ReplayProgress(int Run, int Runs, long RequestsCompleted, long RequestsExpected, long Divergences);
