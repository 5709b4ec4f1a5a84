namespace InfernoSim.Verdicts;

/// <summary>Requests a second over all workers.</summary>
/// <param name="Target">What the schedule asked for; <see langword="null"/> when requests were sent as fast as causality allows.</param>
/// <param name="Achieved">What was achieved.</param>
public sealed record RateSummary(double? Target, double Achieved);
