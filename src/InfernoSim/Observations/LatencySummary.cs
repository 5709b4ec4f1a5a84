namespace InfernoSim.Observations;

/// <summary>Latencies in milliseconds, from a histogram with three significant digits.</summary>
public sealed class LatencySummary(long count, double p50, double p90, double p99, double max)
{
    /// <summary>Of nothing that was measured.</summary>
    internal static LatencySummary None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>How many were measured.</summary>
    public long Count { get; } = count;

    /// <summary>Median.</summary>
    public double P50 { get; } = p50;

    /// <summary>90th percentile.</summary>
    public double P90 { get; } = p90;

    /// <summary>99th percentile.</summary>
    public double P99 { get; } = p99;

    /// <summary>Largest.</summary>
    public double Max { get; } = max;

    /// <summary>95th percentile.</summary>
    public double P95 { get; init; }

    /// <summary>99.9th percentile.</summary>
    public double P999 { get; init; }

    /// <summary>Arithmetic mean.</summary>
    public double Mean { get; init; }

    /// <summary>Arithmetic mean of the slowest twentieth; 0 of fewer than 100.</summary>
    internal double SlowestMean { get; init; }
}
