namespace InfernoSim.Faults;

/// <summary>One injected rule, for example <c>dep=payments.test latency=+200ms drop=5%</c>.</summary>
public sealed record Fault
{
    /// <summary>The rule as written.</summary>
    public required string Text { get; init; }
}
