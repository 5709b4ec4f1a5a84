namespace InfernoSim.Observations;

/// <summary>Latencies in milliseconds, from a histogram with three significant digits.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Max">Largest.</param>
public sealed record LatencySummary(long Count, double P50, double P90, double P99, double Max)
{
    /// <summary>95th percentile.</summary>
    public double P95 { get; init; }

    /// <summary>99.9th percentile.</summary>
    public double P999 { get; init; }

    /// <summary>Arithmetic mean.</summary>
    public double Mean { get; init; }
}
