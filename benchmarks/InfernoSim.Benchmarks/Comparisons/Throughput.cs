using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Load;

namespace InfernoSim.Benchmarks.Comparisons;

/// <summary>How much a process gets done, and what of the processor it takes for it.</summary>
internal static class Throughput
{
    /// <summary>The figures. Processor time says what a rate cannot while something else runs on the machine.</summary>
    /// <param name="floor">What the rate has to be of the first variant's; <see langword="null"/> where nothing is asked.</param>
    public static IReadOnlyList<Metric> MetricsOf(double? floor) =>
        [new("requests a second", "req/s", floor is { } least ? Requirement.RatioAtLeast(least) : null), new("processor time of the process, for a request", "µs")];

    /// <summary>Measures.</summary>
    /// <param name="measured">The process whose processor time counts.</param>
    /// <param name="load">Makes requests.</param>
    public static async Task<double[]> MeasureAsync(ChildProcess measured, Func<Task<LoadResult>> load)
    {
        TimeSpan before = measured.ProcessorTime;
        LoadResult result = await load();
        TimeSpan used = measured.ProcessorTime - before;
        return [result.PerSecond, used.TotalMicroseconds / result.Requests];
    }
}
