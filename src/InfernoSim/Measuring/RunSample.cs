using System.Collections.ObjectModel;

namespace InfernoSim.Measuring;

/// <summary>The figures of one run.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="P10">10th percentile of the latency in milliseconds: what a request takes that nothing disturbs.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile of the latency in milliseconds.</param>
internal sealed record RunSample(double Rate, double P10, double P50, double P99)
{
    /// <summary>With so many runs the first, in which code is compiled and connections are made, is a warm-up, of which times are not judged.</summary>
    public const int FewestForWarmUp = 3;

    /// <summary>The share of the machine's cores that other programs used meanwhile; <see langword="null"/> where that is not known.</summary>
    public double? Others { get; init; }

    /// <summary>The 10th percentile of the latency in milliseconds of each route that is told apart; empty where there is one only, or it was not kept.</summary>
    public IReadOnlyDictionary<string, double> Routes { get; init; } = ReadOnlyDictionary<string, double>.Empty;
}
