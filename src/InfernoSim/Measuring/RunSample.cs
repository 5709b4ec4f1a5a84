namespace InfernoSim.Measuring;

/// <summary>The figures of one run.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="P10">10th percentile of the latency in milliseconds: what a request takes that nothing disturbs.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile of the latency in milliseconds.</param>
internal sealed record RunSample(double Rate, double P10, double P50, double P99)
{
    /// <summary>The share of the machine's cores that other programs used meanwhile; <see langword="null"/> where that is not known.</summary>
    public double? Others { get; init; }
}
