using InfernoSim.Measuring;

namespace InfernoSim.Load;

/// <summary>What a load showed: figures of the requests that were due in the measured time. Pure.</summary>
internal sealed class LoadResult
{
    private readonly LoadSample[] _measured;
    private readonly LoadSample[] _all;
    private readonly double[] _latencies;
    private readonly double[] _serviceTimes;
    private readonly double _from;
    private readonly double _to;

    /// <param name="shape">The load.</param>
    /// <param name="samples">All its requests, in any order.</param>
    /// <param name="missed">When arrivals that were never sent were due, in milliseconds from the start.</param>
    /// <param name="errors">What was wrong, and how often.</param>
    public LoadResult(LoadShape shape, LoadSample[] samples, double[] missed, IReadOnlyDictionary<string, int> errors)
    {
        Shape = shape;
        _from = shape.Warmup.TotalMilliseconds;
        _to = shape.Length.TotalMilliseconds;
        _all = samples;
        _measured = [.. samples.Where(sample => sample.Due >= _from && sample.Due < _to).OrderBy(sample => sample.Due)];
        _latencies = [.. _measured.Select(sample => sample.Latency).Order()];
        LoadSample[] arrivals = [.. _measured.Where(sample => sample.IsArrival)];
        Missed = missed.Count(due => due >= _from && due < _to);
        Late = arrivals.Count(sample => sample.Delay > shape.Tolerance.TotalMilliseconds);
        Arrivals = arrivals.Length + Missed;
        Errors = _measured.Count(sample => sample.IsError) + Missed;
        ErrorShare = Interval.OfShare(Errors, _measured.Length + Missed);
        _serviceTimes = [.. _measured.Select(sample => sample.Ended - sample.Sent).Order()];
        SendDelays = [.. arrivals.Select(sample => sample.Delay).Order()];
        ErrorKinds = [.. errors.OrderByDescending(error => error.Value).ThenBy(error => error.Key, StringComparer.Ordinal)];
    }

    public LoadShape Shape { get; }

    /// <summary>
    /// What the machine had none left of, so that the load could not be made, and its figures say nothing of the service;
    /// <see langword="null"/> when it could.
    /// </summary>
    public string? Shortage { get; init; }

    /// <summary>Arrivals that were due, sent or not.</summary>
    public int Arrivals { get; }

    /// <summary>Requests that were sent.</summary>
    public int Requests => _measured.Length;

    /// <summary>Requests without a response as recorded, and arrivals that were not sent.</summary>
    public int Errors { get; }

    public Interval ErrorShare { get; }

    /// <summary>Arrivals that were never sent, because too many requests were in flight.</summary>
    public int Missed { get; }

    /// <summary>Arrivals that were sent later than the tolerance allows.</summary>
    public int Late { get; }

    /// <summary>What was wrong over the whole load, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> ErrorKinds { get; }

    /// <summary>How late arrivals were sent, in milliseconds, ascending: the generator's own accuracy.</summary>
    public IReadOnlyList<double> SendDelays { get; }

    public double MeanLatency => _latencies.Length == 0 ? 0 : _latencies.Average();

    public double MaxLatency => _latencies.Length == 0 ? 0 : _latencies[^1];

    /// <summary>A latency that a share of requests kept to, in milliseconds from the scheduled send.</summary>
    public Interval Latency(double quantile) => Interval.OfQuantile(_latencies, quantile);

    /// <summary>The same from the moment a request was sent: what the generator's own lateness adds is not in it.</summary>
    public Interval ServiceTime(double quantile) => Interval.OfQuantile(_serviceTimes, quantile);

    /// <summary>Requests that were due a second.</summary>
    public double Offered => (_measured.Length + Missed) / Shape.Measured.TotalSeconds;

    /// <summary>Responses as recorded that came in a second of the measured time.</summary>
    public Interval Goodput
    {
        get
        {
            double slice = (_to - _from) / Interval.Slices;
            double[] counts = new double[Interval.Slices];
            foreach (LoadSample sample in _all)
            {
                if (!sample.IsError && sample.Ended >= _from && sample.Ended < _to)
                {
                    counts[Math.Min((int)((sample.Ended - _from) / slice), Interval.Slices - 1)] += 1000 / slice;
                }
            }

            return Interval.OfBatchMeans(counts);
        }
    }

    /// <summary>
    /// Responses as recorded a second, from the slope of their count over time: a service that answers in waves has the
    /// same slope wherever the measured time begins and ends.
    /// </summary>
    public double CompletionRate
    {
        get
        {
            double[] ends = [.. _all.Where(sample => !sample.IsError && sample.Ended >= _from && sample.Ended < _to).Select(sample => sample.Ended).Order()];
            return ends.Length < 2 ? 0 : 1000 * Trend.SlopeOf([.. ends.Select((end, count) => (end, (double)count))], out _, out _);
        }
    }

    /// <summary>How the latency of ten consecutive parts of the load grows, in milliseconds a second: a queue that is not kept up with grows steadily.</summary>
    public Trend LatencyTrend
    {
        get
        {
            double slice = (_to - _from) / Interval.Slices;
            return Trend.Of([.. _measured
                .GroupBy(sample => Math.Min((int)((sample.Due - _from) / slice), Interval.Slices - 1))
                .Where(part => part.Count() >= 2)
                .Select(part => (part.Average(sample => sample.Due) / 1000, Median(part)))]);
        }
    }

    private static double Median(IEnumerable<LoadSample> part)
    {
        double[] latencies = [.. part.Select(sample => sample.Latency).Order()];
        return latencies[latencies.Length / 2];
    }
}
