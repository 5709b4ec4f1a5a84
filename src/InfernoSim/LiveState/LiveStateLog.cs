namespace InfernoSim.LiveState;

/// <summary>Counts, for each chain, how often a live value took the place of the recorded one. Thread-safe.</summary>
/// <param name="chains">The chains.</param>
/// <param name="state">Which workers share a service.</param>
internal sealed class LiveStateLog(LiveChains chains, ReplayState state)
{
    private const int MomentsPerLessExact = 500;

    private readonly long[] _workers = new long[chains.All.Count];
    private readonly long[] _requests = new long[chains.All.Count];
    private readonly string?[] _examples = new string?[chains.All.Count];
    private long _moments;
    private long _lessExact;
    private readonly FreshEvidence[] _evidence = [.. chains.All.Select(chain => new FreshEvidence(chain, state))];

    /// <summary>Whether faults are injected, after which the service may do again what it has done, at another time.</summary>
    public bool HasFaults { get; init; }

    /// <summary>Whether the values that came were made fresh, chain by chain.</summary>
    public IEnumerable<JudgedChain> Judge()
    {
        HashSet<string> asRecorded = [.. _evidence.Where(evidence => evidence.IsAsRecorded).Select(evidence => evidence.Resource).OfType<string>()];
        return _evidence.Select(evidence => evidence.Judge(evidence.Resource is { } resource && asRecorded.Contains(resource)));
    }

    /// <summary>Notes a value as evidence of whether the chain's values are fresh.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="owner">Who was given it.</param>
    /// <param name="live">The value.</param>
    public void Note(LiveChain chain, LiveOwner owner, string live) => _evidence[chain.Index].Add(owner, live);

    /// <summary>The service gave a worker a value.</summary>
    public void CountBound(LiveChain chain, string live)
    {
        if (live != chain.Recorded)
        {
            Interlocked.Increment(ref _workers[chain.Index]);
            Interlocked.CompareExchange(ref _examples[chain.Index], live, null);
        }
    }

    /// <summary>Times that came were taken for moments of the exchange that made them.</summary>
    /// <param name="count">How many.</param>
    public void CountMoments(int count) => Interlocked.Add(ref _moments, count);

    /// <summary>
    /// Whether one more moment may be written less exactly than the recorded one. Writers leave zeros at the end away, so that one in ten
    /// thousand ends early; a service that cuts all of them off is found.
    /// </summary>
    public bool MayBeLessExact() => Interlocked.Increment(ref _lessExact) <= 1 + (Interlocked.Read(ref _moments) / MomentsPerLessExact);

    /// <summary>A request was sent with a live value.</summary>
    public void CountRequest(LiveChain chain) => Interlocked.Increment(ref _requests[chain.Index]);

    /// <summary>What was counted.</summary>
    public LiveStateSummary Summarize() => new([.. chains.All.Select(chain => new LiveChainSummary
    {
        Mechanism = chain.Mechanism.ToString(),
        Source = ChainText.Source(chain),
        Sinks = [.. chain.Sinks.Select(ChainText.End)],
        Recorded = ChainText.Value(chain, chain.Recorded),
        Example = ChainText.Value(chain, _examples[chain.Index]),
        Workers = Interlocked.Read(ref _workers[chain.Index]),
        Requests = Interlocked.Read(ref _requests[chain.Index]),
    })])
    {
        Moments = Interlocked.Read(ref _moments),
    };
}
