namespace InfernoSim.Benchmarks.Load;

/// <summary>What a load did.</summary>
/// <param name="Requests">How many requests were answered as they should be.</param>
/// <param name="Seconds">In how long.</param>
internal sealed record LoadResult(long Requests, double Seconds)
{
    public double PerSecond => Requests / Seconds;
}
