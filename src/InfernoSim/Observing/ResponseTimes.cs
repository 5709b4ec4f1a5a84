using HdrHistogram;
using InfernoSim.Measuring;
using InfernoSim.Observations;

namespace InfernoSim.Observing;

/// <summary>How long responses took, of the run in progress and of all. Thread-safe but for the end of a run.</summary>
/// <param name="routes">The routes of the requests.</param>
internal sealed class ResponseTimes(ExchangeRoutes routes)
{
    // Latencies are counted in microseconds, up to an hour.
    private const long Highest = 3_600_000_000;

    // The mean of fewer is that of the one slowest request.
    private const int FewestSlowest = 5;

    private readonly Distribution _latency = new();
    private readonly Distribution _serviceTime = new();

    // Two digits: a route's figure is compared with others like it, and never shown by itself.
    private readonly LongConcurrentHistogram[] _runLatencyByRoute = [.. routes.Names.Select(_ => new LongConcurrentHistogram(1, Highest, 2))];
    private long _responses;

    /// <summary>Requests that were answered, or that failed as they did in the incident.</summary>
    public long Responses => Interlocked.Read(ref _responses);

    public LatencySummary Latency => Summarize(_latency.All);

    public LatencySummary ServiceTime => Summarize(_serviceTime.All);

    /// <summary>The same without the first run; without a response where there was no other.</summary>
    public LatencySummary WarmLatency => Summarize(_latency.Warm);

    public LatencySummary WarmServiceTime => Summarize(_serviceTime.Warm);

    /// <summary>All latencies, compressed as HdrHistogram does, in base64; <see langword="null"/> when there are none.</summary>
    public string? LatencyHistogram => LatencyHistograms.Encode(_latency.All);

    /// <summary>A response that has come.</summary>
    /// <param name="exchange">Which of the recorded exchanges, from 0.</param>
    /// <param name="latency">Since its request was due.</param>
    /// <param name="serviceTime">Since its request was sent.</param>
    public void Add(int exchange, TimeSpan latency, TimeSpan serviceTime)
    {
        Interlocked.Increment(ref _responses);
        long sinceDue = Microseconds(latency);
        _latency.Run.RecordValue(sinceDue);
        _serviceTime.Run.RecordValue(Microseconds(serviceTime));
        if (routes.IndexOf(exchange) is { } route)
        {
            _runLatencyByRoute[route].RecordValue(sinceDue);
        }
    }

    /// <summary>A run is over, and nothing of it is in flight.</summary>
    /// <returns>Its figures, or <see langword="null"/> when no request was answered.</returns>
    public RunSample? TakeSample(TimeSpan elapsed)
    {
        LongConcurrentHistogram run = _latency.Run;
        RunSample? sample = run.TotalCount == 0 ? null : new RunSample(
            elapsed > TimeSpan.Zero ? run.TotalCount / elapsed.TotalSeconds : 0,
            Milliseconds(run.GetValueAtPercentile(10)),
            Milliseconds(run.GetValueAtPercentile(50)),
            Milliseconds(run.GetValueAtPercentile(99)))
        {
            Routes = TakeRoutes(),
        };
        _latency.EndRun();
        _serviceTime.EndRun();
        return sample;
    }

    private Dictionary<string, double> TakeRoutes()
    {
        var tenths = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((int route, LongConcurrentHistogram latency) in _runLatencyByRoute.Index())
        {
            if (latency.TotalCount > 0)
            {
                tenths[routes.Names[route]] = Milliseconds(latency.GetValueAtPercentile(10));
                latency.Reset();
            }
        }

        return tenths;
    }

    private static LatencySummary Summarize(HistogramBase histogram) => histogram.TotalCount == 0
        ? LatencySummary.None
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
            SlowestMean = SlowestMean(histogram),
        };

    // The expected shortfall of Acerbi and Tasche (2002): unlike a percentile it tells how slow the slowest are, and how many.
    private static double SlowestMean(HistogramBase histogram)
    {
        long slowest = histogram.TotalCount / 20;
        if (slowest < FewestSlowest)
        {
            return 0;
        }

        double sum = 0;
        long faster = histogram.TotalCount - slowest;
        foreach (HdrHistogram.Iteration.HistogramIterationValue value in histogram.RecordedValues())
        {
            long counted = Math.Min(value.CountAddedInThisIterationStep, Math.Max(0, value.TotalCountToThisValue - faster));
            sum += counted * (double)value.ValueIteratedTo;
        }

        return Math.Round(sum / slowest / 1000, 3);
    }

    private static double Milliseconds(long microseconds) => microseconds / 1000.0;

    private static long Microseconds(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, Highest);

    /// <summary>Times of the run in progress, of all runs that are over, and of all of them but the first.</summary>
    private sealed class Distribution
    {
        private bool _isWarm;

        public LongConcurrentHistogram Run { get; } = new(1, Highest, 3);

        public LongHistogram All { get; } = new(1, Highest, 3);

        public LongHistogram Warm { get; } = new(1, Highest, 3);

        public void EndRun()
        {
            All.Add(Run);
            if (_isWarm)
            {
                Warm.Add(Run);
            }

            _isWarm = true;
            Run.Reset();
        }
    }
}
