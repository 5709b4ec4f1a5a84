namespace InfernoSim.Verdicts;

/// <summary>Requests a second over all workers.</summary>
public sealed class RateSummary(double? target, double achieved)
{
    /// <summary>What the schedule asked for; <see langword="null"/> when requests were sent as fast as causality allows.</summary>
    public double? Target { get; } = target;

    /// <summary>What was achieved.</summary>
    public double Achieved { get; } = achieved;
}
