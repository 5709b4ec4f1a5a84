using HdrHistogram;
using InfernoSim.Measuring;
using InfernoSim.Observations;

namespace InfernoSim.Observing;

/// <summary>How long responses took, of the run in progress and of all. Thread-safe but for the end of a run.</summary>
internal sealed class ResponseTimes
{
    // Latencies are counted in microseconds, up to an hour.
    private const long Highest = 3_600_000_000;

    private readonly LongConcurrentHistogram _runLatency = new(1, Highest, 3);
    private readonly LongHistogram _latency = new(1, Highest, 3);
    private readonly LongConcurrentHistogram _serviceTime = new(1, Highest, 3);
    private long _responses;

    /// <summary>Requests that were answered, or that failed as they did in the incident.</summary>
    public long Responses => Interlocked.Read(ref _responses);

    public LatencySummary Latency => Summarize(_latency);

    public LatencySummary ServiceTime => Summarize(_serviceTime);

    /// <summary>All latencies, compressed as HdrHistogram does, in base64; <see langword="null"/> when there are none.</summary>
    public string? LatencyHistogram => LatencyHistograms.Encode(_latency);

    public void Add(TimeSpan latency, TimeSpan serviceTime)
    {
        Interlocked.Increment(ref _responses);
        _runLatency.RecordValue(Microseconds(latency));
        _serviceTime.RecordValue(Microseconds(serviceTime));
    }

    /// <summary>A run is over, and nothing of it is in flight.</summary>
    /// <returns>Its figures, or <see langword="null"/> when no request was answered.</returns>
    public RunSample? TakeSample(TimeSpan elapsed)
    {
        if (_runLatency.TotalCount == 0)
        {
            return null;
        }

        var sample = new RunSample(
            elapsed > TimeSpan.Zero ? _runLatency.TotalCount / elapsed.TotalSeconds : 0,
            Milliseconds(_runLatency.GetValueAtPercentile(10)),
            Milliseconds(_runLatency.GetValueAtPercentile(50)),
            Milliseconds(_runLatency.GetValueAtPercentile(99)));
        _latency.Add(_runLatency);
        _runLatency.Reset();
        return sample;
    }

    private static LatencySummary Summarize(HistogramBase histogram) => histogram.TotalCount == 0
        ? new LatencySummary(0, 0, 0, 0, 0)
        : new LatencySummary(
            histogram.TotalCount,
            Milliseconds(histogram.GetValueAtPercentile(50)),
            Milliseconds(histogram.GetValueAtPercentile(90)),
            Milliseconds(histogram.GetValueAtPercentile(99)),
            Milliseconds(histogram.GetMaxValue()))
        {
            P95 = Milliseconds(histogram.GetValueAtPercentile(95)),
            P999 = Milliseconds(histogram.GetValueAtPercentile(99.9)),
            Mean = Math.Round(histogram.GetMean() / 1000, 3),
        };

    private static double Milliseconds(long microseconds) => microseconds / 1000.0;

    private static long Microseconds(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, Highest);
}
