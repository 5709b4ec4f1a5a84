using System.Globalization;
using InfernoSim.Faults;

namespace InfernoSim.Load.Envelope;

/// <summary>Searches how much longer a dependency may take: the same search as for a rate, over injected latency, at a load that leaves room.</summary>
/// <param name="dependency">By host.</param>
/// <param name="highestRate">The highest rate of arrivals that held the objective.</param>
/// <param name="level">The objective.</param>
/// <param name="measure">Measures.</param>
internal sealed class ToleranceSearch(
    string dependency, double highestRate, ServiceLevel level, Func<double, LoadShape, Fault, CancellationToken, Task<MeasuredStep>> measure)
{
    private const double MostRate = 100;
    private const double Precision = 0.05;
    private const double LongestLatency = 60_000;
    private static readonly TimeSpan LongestWarmup = TimeSpan.FromSeconds(3);

    /// <summary>Half the highest rate, and no more than a hundred arrivals a second.</summary>
    public double Rate { get; } = Math.Min(highestRate / 2, MostRate);

    /// <inheritdoc cref="EdgeSearchOptions.Recover"/>
    public Func<MeasuredStep?, CancellationToken, Task<TimeSpan?>>? Recover { get; init; }

    public Task<Edge> FindAsync(SearchBudget budget, CancellationToken cancellationToken)
    {
        var options = new EdgeSearchOptions
        {
            Start = Math.Max(4, (level.LatencyLimit ?? 1000) / 8),
            Least = 1,
            Most = LongestLatency,
            Precision = Precision,
            IsWhole = true,
            Recover = Recover,
        };
        return new EdgeSearch(options, MeasureAsync, budget).FindAsync(cancellationToken);
    }

    private Task<MeasuredStep> MeasureAsync(double milliseconds, StepEffort effort, CancellationToken cancellationToken)
    {
        var latency = TimeSpan.FromMilliseconds(milliseconds);
        var shape = new LoadShape
        {
            Rate = Rate,
            Warmup = TimeSpan.FromMilliseconds(200) + (latency < LongestWarmup ? latency : LongestWarmup),
            Measured = StepLengths.OpenLoop(Rate, StepEffort.Rough) * (effort == StepEffort.Longest ? 2 : 1),
            Drain = TimeSpan.FromSeconds(10) + latency,
        };
        Fault fault = Fault.Parse(string.Create(CultureInfo.InvariantCulture, $"dep={dependency} latency=+{milliseconds:0}ms"));
        return measure(milliseconds, shape, fault, cancellationToken);
    }
}
