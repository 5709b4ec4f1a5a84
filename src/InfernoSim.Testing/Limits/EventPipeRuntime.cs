using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace InfernoSim.Testing.Limits;

/// <summary>
/// The runtime's instruments of another .NET process, through its diagnostic port. Where there is none, or the runtime is
/// one that does not publish them (before .NET 9), figures stay unknown; nothing waits for it.
/// </summary>
internal sealed class EventPipeRuntime : IDisposable
{
    /// <summary>Added to the name of a histogram: how often it was recorded, in place of the sum of what was.</summary>
    public const string Count = "/count";

    private const string Metrics = "System.Diagnostics.Metrics";
    private const long TimeSeries = 0x3;
    private const double Interval = 0.2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string[] Instruments =
    [
        @"System.Runtime\dotnet.thread_pool.queue.length",
        @"System.Runtime\dotnet.thread_pool.thread.count",
        @"System.Runtime\dotnet.gc.pause.time",
        @"System.Runtime\dotnet.gc.heap.total_allocated",
        @"System.Runtime\dotnet.exceptions",
        @"System.Net.Http\http.client.request.time_in_queue",
        @"System.Net.Http\http.client.open_connections",
        @"System.Net.Http\http.client.connection.duration",
        @"Microsoft.AspNetCore.Server.Kestrel\kestrel.queued_connections",
        @"Microsoft.AspNetCore.Server.Kestrel\kestrel.queued_requests",
        @"Microsoft.AspNetCore.Server.Kestrel\kestrel.rejected_connections",
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly ThreadWaits _waits;
    private readonly Thread _thread;
    private PoolThreads? _poolThreads;
    private EventPipeSession? _session;
    private bool _isDisposed;
    private bool _isHeard;

    /// <param name="processes">Those that it may be, the likeliest first: it is the first one that answers.</param>
    public EventPipeRuntime(IReadOnlyList<int> processes)
    {
        _waits = new ThreadWaits(thread => _poolThreads?.Contains(thread));
        _thread = new Thread(() => Listen(processes)) { IsBackground = true, Name = "InfernoSim limits of process" };
        _thread.Start();
    }

    /// <summary>Whether the process has published its instruments since the restart: one that is stopped, or has no core, publishes late.</summary>
    public bool IsHeard
    {
        get
        {
            lock (_lock)
            {
                return _isHeard;
            }
        }
    }

    /// <inheritdoc cref="ThreadWaits.Read"/>
    public WaitTimes Waits(double watched) => _waits.Read(watched);

    public void Restart()
    {
        _waits.Restart();
        lock (_lock)
        {
            foreach (Series series in _series.Values)
            {
                series.Restart();
            }

            _isHeard = false;
        }
    }

    /// <summary>The mean of what an instrument showed since the restart; 0 when it showed nothing, as one does that was never used.</summary>
    public double Mean(string instrument) => Read(instrument, series => series.Mean);

    public double Most(string instrument) => Read(instrument, series => series.Most);

    /// <summary>What a counter, or the sum of a histogram, grew by in a second.</summary>
    public double Rate(string instrument) => Read(instrument, series => series.Rate);

    /// <summary>What a counter grew by since the restart.</summary>
    public double Total(string instrument) => Read(instrument, series => series.Total);

    /// <inheritdoc/>
    public void Dispose()
    {
        EventPipeSession? session;
        lock (_lock)
        {
            _isDisposed = true;
            session = _session;
        }

        // A process that has ended cannot be told to stop; its stream ends by itself.
        if (session is not null)
        {
            Quietly(() => session.StopAsync(CancellationToken.None).Wait(Patience));
            Quietly(session.Dispose);
        }
    }

    // What is left of the port of a process that was killed long ago may bear the id of one that runs.
    private void Listen(IEnumerable<int> processes)
    {
        foreach (int process in processes.TakeWhile(_ => _session is null && !_isDisposed))
        {
            Quietly(() => ListenTo(process));
        }
    }

    private void ListenTo(int process)
    {
        EventPipeSession session = new DiagnosticsClient(process).StartEventPipeSession(Providers(), requestRundown: false, circularBufferMB: 64);
        _poolThreads = new PoolThreads(process);
        lock (_lock)
        {
            if (_isDisposed)
            {
                session.Dispose();
                return;
            }

            _session = session;
        }

        using var source = new EventPipeEventSource(session.EventStream);
        source.Dynamic.All += OnMetric;
        source.Clr.ContentionStart += start => _waits.LockBegan(start.ThreadID, start.TimeStampRelativeMSec / 1000, start.LockID);
        source.Clr.ContentionStop += stop => _waits.LockEnded(stop.ThreadID, stop.TimeStampRelativeMSec / 1000);
        source.Clr.WaitHandleWaitStart += start => _waits.Began(
            start.ThreadID, start.TimeStampRelativeMSec / 1000, (int)start.WaitSource == WaitEvents.MonitorWait ? start.AssociatedObjectID : 0);
        source.Clr.WaitHandleWaitStop += stop => _waits.Ended(stop.ThreadID, stop.TimeStampRelativeMSec / 1000);
        source.Process();
    }

    private static IEnumerable<EventPipeProvider> Providers() =>
    [
        new(WaitEvents.Provider, EventLevel.Verbose, WaitEvents.Keywords),
        new(Metrics, EventLevel.Informational, TimeSeries, new Dictionary<string, string>
        {
#pragma warning disable RS0030 // Tells this session from those of other tools that watch the same process.
            ["SessionId"] = Guid.NewGuid().ToString(),
#pragma warning restore RS0030
            ["Metrics"] = string.Join(',', Instruments),
            ["RefreshInterval"] = Interval.ToString(CultureInfo.InvariantCulture),
            ["MaxTimeSeries"] = "1000",
            ["MaxHistograms"] = "100",
        }),
    ];

    private void OnMetric(TraceEvent value)
    {
        if (value.ProviderName != Metrics || value.PayloadByName("instrumentName") is not string instrument)
        {
            return;
        }

        string tags = value.PayloadByName("tags") as string ?? "";
        (string? field, bool isTotal) = value.EventName switch
        {
            "CounterRateValuePublished" => ("value", true),
            "UpDownCounterRateValuePublished" => ("value", false),
            "GaugeValuePublished" => ("lastValue", false),
            "HistogramValuePublished" => ("sum", false),
            _ => (null, false),
        };
        if (field is null || !TryNumber(value.PayloadByName(field), out double number))
        {
            return;
        }

        double time = value.TimeStampRelativeMSec / 1000;
        lock (_lock)
        {
            _isHeard = true;
            SeriesOf(instrument).Add(tags, number, isTotal, time);
            if (field == "sum" && TryNumber(value.PayloadByName("count"), out double count))
            {
                SeriesOf(instrument + Count).Add(tags, count, isTotal, time);
            }
        }
    }

    private Series SeriesOf(string name)
    {
        if (!_series.TryGetValue(name, out Series? series))
        {
            _series.Add(name, series = new Series());
        }

        return series;
    }

    private static bool TryNumber(object? value, out double number)
    {
        number = 0;
        return value is int whole ? (number = whole) >= 0 : value is double known ? (number = known) >= 0 : value is string text && double.TryParse(text, CultureInfo.InvariantCulture, out number);
    }

    private double Read(string instrument, Func<Series, double> read)
    {
        lock (_lock)
        {
            return _series.TryGetValue(instrument, out Series? series) ? read(series) : 0;
        }
    }

    // Whatever goes wrong with a diagnostic port is no reason to lose a replay.
    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031
        catch
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>What one instrument showed since the restart, all its tags together.</summary>
    private sealed class Series
    {
        private readonly Dictionary<string, double> _last = new(StringComparer.Ordinal);
        private double _sum;
        private double _lastTime = double.NaN;
        private double _begin = double.NaN;
        private double _current;
        private double _levels;
        private int _intervals;

        public double Mean => _intervals > 0 ? _levels / _intervals : _current;

        public double Most { get; private set; }

        public double Total => _sum;

        // A busy process publishes late: what counts is the time between what it published, not how often it should have.
        public double Rate => _intervals > 0 ? _sum / Math.Max(_lastTime - _begin, Interval) : 0;

        public void Restart() => (_sum, _levels, _intervals, Most, _begin) = (0, 0, 0, _current, _lastTime);

        public void Add(string tags, double value, bool isTotal, double time)
        {
            // The series of one interval come together.
            if (double.IsNaN(_lastTime) || time - _lastTime > Interval / 2)
            {
                _intervals++;
                _begin = double.IsNaN(_begin) ? time - Interval : _begin;
                _lastTime = time;
                _levels += _current;
            }

            // The runtime publishes some levels as totals, such as the number of threads: the first value of a total is no growth,
            // but it is the level.
            double? before = _last.TryGetValue(tags, out double known) ? known : null;
            _last[tags] = value;
            _sum += isTotal ? value - (before ?? value) : value;
            _current += value - (before ?? 0);
            Most = Math.Max(Most, _current);
        }
    }
}
