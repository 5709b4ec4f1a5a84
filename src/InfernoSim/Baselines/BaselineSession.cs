using System.Text.Json.Serialization;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;

namespace InfernoSim.Baselines;

/// <summary>What a baseline keeps of one replay: a sample of each of its runs, and all its latencies.</summary>
/// <param name="Runs">One sample for each run in which a request was answered, in order.</param>
/// <param name="Latency">The latencies in microseconds as an HdrHistogram, compressed, in base64.</param>
internal sealed record BaselineSession(IReadOnlyList<RunSample> Runs, string? Latency)
{
    /// <summary>
    /// The mean latency in milliseconds of the slowest twentieth of the requests of the runs that count; <see langword="null"/>
    /// of too few requests, and where it was not kept.
    /// </summary>
    public double? SlowestMean { get; init; }

    /// <summary>
    /// The runs that count. The first, in which code is compiled and connections are made, is left out where there are others.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<RunSample> WarmRuns => Runs.Count >= RunSample.FewestForWarmUp ? Runs.Skip(1) : Runs;

    /// <summary>
    /// The share of the machine's cores that other programs used in the run in the middle; <see langword="null"/> where that is
    /// not known of each run.
    /// </summary>
    [JsonIgnore]
    public double? Others
    {
        get
        {
            double?[] shares = [.. WarmRuns.Select(run => run.Others).Order()];
            return shares.Length == 0 || shares[0] is null ? null : (shares[(shares.Length - 1) / 2] + shares[shares.Length / 2]) / 2;
        }
    }

    public static BaselineSession Of(ReplayObservations observed)
    {
        RunSample[] runs = [.. observed.Parts.Runs.Select(run => run.Sample).OfType<RunSample>()];
        LatencySummary latency = runs.Length >= RunSample.FewestForWarmUp ? observed.WarmLatency : observed.Latency;
        return new BaselineSession(runs, observed.LatencyHistogram) { SlowestMean = latency.SlowestMean > 0 ? latency.SlowestMean : null };
    }
}
