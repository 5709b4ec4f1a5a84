namespace InfernoSim.Observations;

/// <summary>What a fault rule did.</summary>
public sealed class FaultSummary(string rule, long callsMatched, long callsFaulted)
{
    /// <summary>The rule as written.</summary>
    public string Rule { get; } = rule;

    /// <summary>Calls to a dependency the rule names.</summary>
    public long CallsMatched { get; } = callsMatched;

    /// <summary>Calls that were delayed or failed by it.</summary>
    public long CallsFaulted { get; } = callsFaulted;
}
