using System.Collections.Concurrent;
using HdrHistogram;
using InfernoSim.Faults;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>
/// What is observed in a replay, counted as it comes: its size depends on the incident, not on how many runs and workers
/// there are. Thread-safe.
/// </summary>
internal sealed class ReplayRecorder(ReplayPlan plan, TimeProvider? time = null)
{
    // Latencies are counted in microseconds, up to an hour.
    private const long HighestLatency = 3_600_000_000;
    private const int MostNames = 100;

    private readonly LongConcurrentHistogram _runLatency = new(1, HighestLatency, 3);
    private readonly LongHistogram _latency = new(1, HighestLatency, 3);
    private readonly LongConcurrentHistogram _serviceTime = new(1, HighestLatency, 3);
    private readonly long[] _faultMatched = new long[plan.Options.Faults.Count];
    private readonly long[] _faultApplied = new long[plan.Options.Faults.Count];
    private readonly ConcurrentDictionary<string, byte> _lostContext = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _unanswerable = new();
    private readonly ConcurrentDictionary<string, byte> _lackingHeaders = new(StringComparer.OrdinalIgnoreCase);
    private long _completed;
    private long _responses;
    private long _causal;
    private long _byContent;
    private long _ambiguous;
    private long _faulted;
    private long _unmatched;
    private long _answered;
    private long _overridden;
    private long _unauthorized;
    private long _errors;

    public DivergenceLog Divergences { get; } = new(isExplained: plan.Gaps.Explain);

    public LiveStateLog LiveState { get; } = new(plan.LiveChains);

    /// <summary>What the rules ignored.</summary>
    public NoiseTally Noise { get; } = new(plan.Options.Ignore.Count);

    /// <summary>Watches the replay in order to learn from it; <see langword="null"/> in a replay that is judged.</summary>
    public IReplayObserver? Observer { get; init; }

    public Agreement Agreement { get; } = new(plan.Exchanges.Length, plan.Options.Fanout, plan.Options.Faults.Count > 0);

    /// <summary>When what each worker observed came.</summary>
    public InstantAgreement Instants { get; } = new();

    /// <summary>The dependency calls, by dependency and by request.</summary>
    public CallTally Calls { get; } = new(plan);

    /// <summary>What of the load is in flight, and where.</summary>
    public LoadMeter Load { get; } = new(time ?? TimeProvider.System);

    /// <summary>Requests that are over.</summary>
    public long Completed => Interlocked.Read(ref _completed);

    public void CountCausal() => Interlocked.Increment(ref _causal);

    public void CountByContent() => Interlocked.Increment(ref _byContent);

    public void CountAmbiguous() => Interlocked.Increment(ref _ambiguous);

    public void CountUnmatched() => Interlocked.Increment(ref _unmatched);

    public void CountAnswered() => Interlocked.Increment(ref _answered);

    public void CountOverridden() => Interlocked.Increment(ref _overridden);

    public void CountFaultMatched(int rule) => Interlocked.Increment(ref _faultMatched[rule]);

    public void CountFaults(FaultDecision decision)
    {
        for (int rule = 0; rule < _faultApplied.Length; rule++)
        {
            if (decision.Applied(rule))
            {
                Interlocked.Increment(ref _faultApplied[rule]);
            }
        }

        if (decision.Effect != FaultEffect.None)
        {
            Interlocked.Increment(ref _faulted);
        }
    }

    public void AddLostContext(string authority) => AddBounded(_lostContext, authority);

    public void AddUnanswerable(PlannedCall call, string why)
    {
        if (_unanswerable.Count < MostNames)
        {
            _unanswerable.TryAdd(call.Display, why);
        }
    }

    /// <summary>A request that was refused because a credential was missing that capture had redacted.</summary>
    public void AddUnauthorized(IReadOnlyList<string> lackingHeaders)
    {
        Interlocked.Increment(ref _unauthorized);
        foreach (string header in lackingHeaders)
        {
            AddBounded(_lackingHeaders, header);
        }
    }

    /// <summary>A request that is over, with or without a response.</summary>
    /// <param name="isError">Whether it failed, or was answered with 5xx, where the incident holds neither.</param>
    public void CountCompleted(bool isError)
    {
        Interlocked.Increment(ref _completed);
        if (isError)
        {
            Interlocked.Increment(ref _errors);
        }
    }

    /// <summary>A request that was answered, or that failed as it did in the incident.</summary>
    public void AddResponse(TimeSpan latency, TimeSpan serviceTime)
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

    /// <summary>A call for an exchange that had been closed, because all its recorded calls had come or it had waited long enough.</summary>
    public void AddLateCall(ReplayAddress address, PlannedExchange exchange, CallProbe probe)
    {
        Agreement.AddUnmatched(address, exchange, probe.Content, CallDisplay.Of(probe.Request));
        AddStrayCall(address, exchange, probe);
    }

    /// <summary>A call of a run that is over: too late to say anything of that run's fingerprint.</summary>
    public void AddStrayCall(ReplayAddress address, PlannedExchange exchange, CallProbe probe) =>
        Divergences.Add(UnrecordedCall.Of(address, exchange, CallDisplay.Of(probe.Request), exchange.Calls.Length, exchange.CallIndex.FirstEqual(probe)));

    /// <summary>A call that names no exchange and is not in the recording.</summary>
    public void AddUnownedCall(int run, DependencyRequest request)
    {
        string display = CallDisplay.Of(request);
        Agreement.AddUnowned(run, display);
        Divergences.Add(UnrecordedCall.Unowned(run, display));
    }

    public ReplayRecording Complete(ReplayRecordingParts parts)
    {
        JudgedChain[] judged = [.. LiveState.Judge()];
        foreach (Divergence divergence in StaleValues.Of(plan, judged))
        {
            Divergences.Add(divergence);
        }

        return new(Observations(parts, judged));
    }

    private ReplayObservations Observations(ReplayRecordingParts parts, IReadOnlyList<JudgedChain> judged) => new()
    {
        UnprovenFresh = [.. judged.Where(chain => chain is { Freshness: Freshness.Unproven, Chain.Mechanism: not ChainMechanism.Cookie }).Select(chain => ChainText.Source(chain.Chain))],
        Plan = plan,
        Parts = parts,
        Responses = Interlocked.Read(ref _responses),
        Answered = Interlocked.Read(ref _answered),
        Matching = new CallMatching(_causal, _byContent, _ambiguous, _faulted, _unmatched, [.. _lostContext.Keys.Order(StringComparer.Ordinal)]) { Overridden = _overridden },
        Faults = [.. plan.Options.Faults.Select((fault, rule) => new FaultSummary(fault.Text, _faultMatched[rule], _faultApplied[rule]))],
        Noise = [.. plan.Options.Ignore.Select((rule, index) => new NoiseSummary(rule.ToString(), rule.Source, Noise.Ignored(index), Noise.GaveUp(index)))],
        Latency = Summarize(_latency),
        ServiceTime = Summarize(_serviceTime),
        Unauthorized = _unauthorized,
        LackingHeaders = [.. _lackingHeaders.Keys.Order(StringComparer.OrdinalIgnoreCase)],
        Unanswerable = [.. _unanswerable.OrderBy(entry => entry.Key, StringComparer.Ordinal)],
        Divergences = Divergences.InCausalOrder(),
        DivergenceCounts = Divergences.CountsByKind(),
        Nondeterminism = Agreement.FirstDisagreement,
        LiveState = LiveState.Summarize(),
        Timeline = Instants.ToTimeline(),
        Completed = Completed,
        Errors = _errors,
        Calls = Calls.Complete(Completed, parts.Runs),
        LatencyHistogram = LatencyHistograms.Encode(_latency),
        Limits = parts.Limits,
    };

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

    private static long Microseconds(TimeSpan time) => Math.Clamp((long)time.TotalMicroseconds, 1, HighestLatency);

    private static void AddBounded(ConcurrentDictionary<string, byte> names, string name)
    {
        if (!names.ContainsKey(name) && names.Count < MostNames)
        {
            names.TryAdd(name, 0);
        }
    }
}
