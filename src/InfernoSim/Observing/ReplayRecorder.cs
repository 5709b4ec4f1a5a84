using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>
/// What is observed in a replay, counted as it comes: its size depends on the incident, not on how many runs and workers
/// there are. Each part counts one thing; this puts them together. Thread-safe.
/// </summary>
internal sealed class ReplayRecorder
{
    private readonly ReplayPlan _plan;
    private readonly Lock _lock = new();
    private EndingCounts _endings;
    private long _errors;
    private long _resent;

    /// <param name="plan">What is replayed.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    public ReplayRecorder(ReplayPlan plan, TimeProvider? time = null)
    {
        _plan = plan;
        Loss = new ServiceLoss(plan.Options.State);
        Divergences = new DivergenceLog(isExplained: plan.Gaps.Explain);
        LiveState = new LiveStateLog(plan.LiveChains, plan.Options.State) { HasFaults = plan.Options.Faults.Count > 0 };
        Noise = new NoiseTally(plan.Options.Ignore.Count);
        Agreement = new Agreement(plan.Exchanges.Length, plan.Options.Fanout, plan.Options.Faults.Count > 0, Loss);
        Calls = new CallTally(plan);
        Times = new ResponseTimes(ExchangeRoutes.Of(plan));
        Load = new LoadMeter(time ?? TimeProvider.System);
        Faults = new FaultCounts(plan.Options.Faults);
        Loss.Cleared += Divergences.Clear;
        Loss.Cleared += Agreement.Clear;
    }

    public DivergenceLog Divergences { get; }

    public LiveStateLog LiveState { get; }

    /// <summary>What the rules ignored.</summary>
    public NoiseTally Noise { get; }

    /// <summary>Watches the replay in order to learn from it; <see langword="null"/> in a replay that is judged.</summary>
    public IReplayObserver? Observer { get; init; }

    public Agreement Agreement { get; }

    /// <summary>When what each worker observed came.</summary>
    public InstantAgreement Instants { get; } = new();

    /// <summary>The dependency calls, by dependency and by request.</summary>
    public CallTally Calls { get; }

    /// <summary>How dependency calls found their answers.</summary>
    public MatchingCounts Matching { get; } = new();

    public FaultCounts Faults { get; }

    /// <summary>How long responses took.</summary>
    public ResponseTimes Times { get; }

    /// <summary>Requests that went out without a credential.</summary>
    public CredentialCounts Credentials { get; } = new();

    /// <summary>Whether the service is gone.</summary>
    public ServiceLoss Loss { get; }

    /// <summary>What of the load is in flight, and where.</summary>
    public LoadMeter Load { get; }

    private EndingCounts Endings
    {
        get
        {
            lock (_lock)
            {
                return _endings;
            }
        }
    }

    /// <summary>Requests that are over.</summary>
    public long Completed => Endings.Total;

    /// <summary>A request that is over, with or without a response.</summary>
    /// <param name="ending">How it ended.</param>
    /// <param name="isError">Whether it failed, or was answered with 5xx, where the incident holds neither.</param>
    public void CountCompleted(RequestEnding ending, bool isError)
    {
        lock (_lock)
        {
            _endings = _endings.And(ending);
            _errors += isError ? 1 : 0;
        }
    }

    /// <summary>A request that the transport began to send again, and was kept from sending.</summary>
    public void CountResent() => Interlocked.Increment(ref _resent);

    /// <summary>A call for an exchange that had been closed, because all its recorded calls had come or it had waited long enough.</summary>
    public void AddLateCall(ReplayAddress address, PlannedExchange exchange, CallProbe probe)
    {
        Agreement.AddUnmatched(address, exchange, probe.AgreedContent, CallDisplay.Of(probe.Request));
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
        foreach (Divergence divergence in StaleValues.Of(_plan, judged))
        {
            Divergences.Add(divergence);
        }

        return new(Observations(parts, judged));
    }

    private ReplayObservations Observations(ReplayRecordingParts parts, IReadOnlyList<JudgedChain> judged) => new()
    {
        UnprovenFresh = [.. judged.Where(chain => chain is { Freshness: Freshness.Unproven, Chain.Mechanism: not ChainMechanism.Cookie }).Select(chain => ChainText.Source(chain.Chain))],
        Plan = _plan,
        Parts = parts,
        Responses = Times.Responses,
        Resent = Interlocked.Read(ref _resent),
        Answered = Matching.Answered,
        Matching = Matching.Complete(Faults.Calls),
        BackgroundCalls = Matching.Background,
        AmbiguousDependencies = Matching.AmbiguousDependencies,
        SharedDatabases = Matching.SharedDatabases,
        Faults = Faults.Complete(),
        Noise = [.. _plan.Options.Ignore.Select((rule, index) => new NoiseSummary(rule.ToString(), rule.Source, Noise.Ignored(index), Noise.GaveUp(index)) { IsOfPrivacy = rule.IsOfPrivacy })],
        Latency = Times.Latency,
        ServiceTime = Times.ServiceTime,
        WarmLatency = Times.WarmLatency,
        WarmServiceTime = Times.WarmServiceTime,
        Unauthorized = Credentials.Unauthorized,
        LackingHeaders = Credentials.Lacking,
        DispensableHeaders = Credentials.Dispensable,
        Unanswerable = Matching.Unanswerable,
        Divergences = Divergences.InCausalOrder(Loss.Cause),
        DivergenceCounts = Divergences.CountsByKind(),
        Nondeterminism = Agreement.DisagreementBefore(Loss.Cause),
        Lost = Loss.Cause,
        UnansweredSinceLost = Loss.Unanswered,
        LiveState = LiveState.Summarize(),
        Timeline = Instants.ToTimeline(),
        Completed = Completed,
        Endings = Endings,
        Errors = _errors,
        Calls = Calls.Complete(Completed, parts.Runs),
        LatencyHistogram = Times.LatencyHistogram,
        Limits = parts.Limits,
    };
}
