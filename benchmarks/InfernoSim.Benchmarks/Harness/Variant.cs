namespace InfernoSim.Benchmarks.Harness;

/// <summary>One of the things that are compared; the first of a comparison is what the others are held against.</summary>
/// <param name="Name">What it is.</param>
/// <param name="MeasureAsync">Measures it once: a value for each metric of the comparison.</param>
/// <param name="IsAsked">Whether it has to be as the metrics require; otherwise it is measured to be known.</param>
internal sealed record Variant(string Name, Func<Task<double[]>> MeasureAsync, bool IsAsked = true);
