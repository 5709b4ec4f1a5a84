namespace InfernoSim.Matching;

/// <summary>Which recorded call a dependency call is: its place in the incident, which no timing changes.</summary>
/// <param name="Exchange">The index of the exchange that caused the call; -1 when none is known to have.</param>
/// <param name="Call">The index of the recorded call among the calls of its exchange (or among the unattributed ones), from 0.</param>
internal readonly record struct CallIdentity(int Exchange, int Call);
