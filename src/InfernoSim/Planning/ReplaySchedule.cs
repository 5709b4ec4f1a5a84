using InfernoSim.Incidents;

namespace InfernoSim.Planning;

/// <summary>When each exchange of a worker is due, counted from the start of its run. Pure: options and recorded times in, offsets out.</summary>
internal sealed class ReplaySchedule
{
    // Far beyond any replay, and far from where a TimeSpan overflows.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365_000);

    // Time enough for a request to reach the service before the next one is sent, though the machine be busy.
    private static readonly TimeSpan LongestCausal = TimeSpan.FromMilliseconds(25);

    private readonly IReadOnlyList<RecordedExchange> _exchanges;
    private readonly TimeSpan[] _offsets;

    private ReplaySchedule(IReadOnlyList<RecordedExchange> exchanges, TimeSpan[] offsets, bool isPaced)
    {
        _exchanges = exchanges;
        _offsets = offsets;
        IsPaced = isPaced;
    }

    /// <summary>Whether requests are due at times of their own; otherwise each is due as soon as causality allows.</summary>
    public bool IsPaced { get; }

    /// <summary>How long after the exchange before it one is sent at the earliest, where requests are not due at times of their own.</summary>
    public TimeSpan GapBefore(int position) => IsPaced || position == 0 ? TimeSpan.Zero : _offsets[position] - _offsets[position - 1];

    /// <summary>When the last exchange is due.</summary>
    public TimeSpan Length => _offsets.Length == 0 ? TimeSpan.Zero : _offsets[^1];

    public TimeSpan this[int position] => _offsets[position];

    /// <summary>
    /// How long an exchange may take that does as it did in the incident: as long as there, and longer where the requests that came while it was in flight,
    /// for which it may have waited, come later at this pace.
    /// </summary>
    public TimeSpan LengthOf(PlannedExchange exchange)
    {
        long end = exchange.Start + (long)exchange.RecordedDuration.TotalNanoseconds;
        int last = exchange.Position;
        while (last + 1 < _exchanges.Count && StartOf(last + 1) < end)
        {
            last++;
        }

        TimeSpan after = TimeSpan.FromTicks((end - StartOf(last)) / TimeSpan.NanosecondsPerTick);
        TimeSpan paced = _offsets[last] - _offsets[exchange.Position] + after;
        return paced > exchange.RecordedDuration ? paced : exchange.RecordedDuration;
    }

    /// <summary>Gap = recorded gap x time-scale / density, never under min-gap.</summary>
    public static ReplaySchedule Create(IReadOnlyList<RecordedExchange> exchanges, ReplayOptions options)
    {
        var offsets = new TimeSpan[exchanges.Count];
        long busyUntil = long.MinValue;
        for (int i = 1; i < exchanges.Count; i++)
        {
            long recorded = exchanges[i].Request.Timestamp.UnixNanoseconds - exchanges[i - 1].Request.Timestamp.UnixNanoseconds;
            TimeSpan gap = Gap(recorded, options);
            if (options.Pace == ReplayPace.Causal)
            {
                busyUntil = Math.Max(busyUntil, PlannedExchange.EndOf(exchanges[i - 1]));
                bool wasIdle = busyUntil <= exchanges[i].Request.Timestamp.UnixNanoseconds;
                gap = wasIdle ? TimeSpan.Zero : gap < LongestCausal ? gap : LongestCausal;
            }

            offsets[i] = offsets[i - 1] > Longest - gap ? Longest : offsets[i - 1] + gap;
        }

        bool isPaced = options.Pace == ReplayPace.Recorded && (options.MinGap > TimeSpan.Zero || options.TimeScale > 0);
        return new ReplaySchedule(exchanges, offsets, isPaced);
    }

    private long StartOf(int position) => _exchanges[position].Request.Timestamp.UnixNanoseconds;

    private static TimeSpan Gap(long recordedNanoseconds, ReplayOptions options)
    {
        double scaled = recordedNanoseconds * options.TimeScale / options.Density;
        TimeSpan gap = TimeSpan.FromTicks((long)Math.Min(scaled / TimeSpan.NanosecondsPerTick, Longest.Ticks));
        return gap > options.MinGap ? gap : options.MinGap;
    }
}
