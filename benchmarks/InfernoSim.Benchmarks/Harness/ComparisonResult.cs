namespace InfernoSim.Benchmarks.Harness;

/// <summary>What a comparison measured.</summary>
/// <param name="Title">What was compared.</param>
/// <param name="Metrics">The figures.</param>
/// <param name="Variants">The variants.</param>
/// <param name="Values">By variant, round and metric.</param>
internal sealed record ComparisonResult(string Title, IReadOnlyList<Metric> Metrics, IReadOnlyList<Variant> Variants, double[][][] Values)
{
    public double[] Of(int variant, int metric) => [.. Values[variant].Select(round => round[metric])];

    /// <summary>Round by round, how a variant compares with the first.</summary>
    public double[] RatiosOf(int variant, int metric) =>
        [.. Of(variant, metric).Zip(Of(0, metric), (value, reference) => value / reference)];
}
