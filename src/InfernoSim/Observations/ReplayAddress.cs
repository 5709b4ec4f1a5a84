namespace InfernoSim.Observations;

/// <summary>Which request of a replay something belongs to. All parts count from 0.</summary>
/// <param name="Run">The run.</param>
/// <param name="Worker">The worker inside the run.</param>
/// <param name="Exchange">The exchange of the incident.</param>
internal readonly record struct ReplayAddress(int Run, int Worker, int Exchange);
