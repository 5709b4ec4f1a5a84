namespace InfernoSim.Benchmarks.Harness;

/// <summary>One figure of a measurement.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="Requirement">What it has to be for every variant that is asked for it but the first, if anything.</param>
internal sealed record Metric(string Name, string Unit, Requirement? Requirement = null);
