namespace InfernoSim.Benchmarks.Load;

/// <summary>What a load did.</summary>
/// <param name="Requests">How many requests were answered as they should be.</param>
/// <param name="Seconds">In how long.</param>
internal sealed record LoadResult(long Requests, double Seconds)
{
    public double PerSecond => Requests / Seconds;

    /// <summary>The median time of a request in milliseconds, where requests came at a rate.</summary>
    public double P50 { get; init; }

    /// <summary>The time in milliseconds that 99 of 100 requests did not exceed, where requests came at a rate.</summary>
    public double P99 { get; init; }
}
