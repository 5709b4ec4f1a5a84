namespace InfernoSim.Observations;

/// <summary>What a fault rule did.</summary>
/// <param name="Rule">The rule as written.</param>
/// <param name="CallsMatched">Calls to a dependency the rule names.</param>
/// <param name="CallsFaulted">Calls that were delayed or failed by it.</param>
public sealed record FaultSummary(string Rule, long CallsMatched, long CallsFaulted);
