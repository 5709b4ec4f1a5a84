namespace InfernoSim.Observations;

/// <summary>
/// Collects divergences in bounded memory: repeated ones are counted, and of distinct ones only the causally first are kept.
/// </summary>
/// <param name="capacity">How many distinct ones are kept.</param>
/// <param name="isExplained">Which ones are none, since the incident holds nothing to diverge from.</param>
internal sealed class DivergenceLog(int capacity = DivergenceLog.DefaultCapacity, Predicate<Divergence>? isExplained = null)
{
    public const int DefaultCapacity = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Dictionary<DivergenceKind, long> _counts = [];
    private long _total;

    private readonly record struct Key(DivergenceKind Kind, int Exchange, int? Call, string Location);

    public long Total
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    public void Add(Divergence divergence)
    {
        if (isExplained?.Invoke(divergence) == true)
        {
            return;
        }

        lock (_lock)
        {
            _total += divergence.Count;
            // Where among the others a call came that is not recorded is up to the scheduler: it is the same call.
            int? call = divergence.Kind == DivergenceKind.CallExtra ? null : divergence.Call;
            divergence = divergence with { Kind = StatementKinds.Of(divergence) };
            _counts[divergence.Kind] = _counts.GetValueOrDefault(divergence.Kind) + divergence.Count;
            var key = new Key(divergence.Kind, divergence.Exchange, call, divergence.Location);
            if (_entries.TryGetValue(key, out Entry? known))
            {
                known.Count += divergence.Count;
                known.First = Divergence.CompareCausally(divergence, known.First) < 0 ? divergence : known.First;
                known.Certain = divergence.Suspicion > 0 || (known.Certain is { } certain && Divergence.CompareCausally(divergence, certain) >= 0) ? known.Certain : divergence;
                return;
            }

            if (_entries.Count >= capacity && !MakeRoom(divergence))
            {
                return;
            }

            _entries.Add(key, new Entry { First = divergence, Certain = divergence.Suspicion > 0 ? null : divergence, Count = divergence.Count });
        }
    }

    public IReadOnlyDictionary<DivergenceKind, long> CountsByKind()
    {
        lock (_lock)
        {
            return new SortedDictionary<DivergenceKind, long>(_counts);
        }
    }

    /// <summary>The service was not gone: what was seen under the suspicion is as certain as the rest.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (Entry entry in _entries.Values)
            {
                entry.Certain = entry.First;
            }
        }
    }

    /// <summary>The kept divergences in causal order, each with how often it was seen.</summary>
    /// <param name="lost">The request during which the service was lost: what followed from that is left out.</param>
    public IReadOnlyList<Divergence> InCausalOrder(ReplayAddress? lost = null)
    {
        lock (_lock)
        {
            List<Divergence> all = [.. _entries.Values
                .Select(e => (Shown: lost is null || e.First.Exchange == lost.Value.Exchange ? e.First : e.Certain, e.Count))
                .Where(e => e.Shown is not null)
                .Select(e => e.Shown! with { Count = e.Count, Candidates = e.Shown.FindCandidates?.Invoke() ?? [], FindCandidates = null })];
            all.Sort(Divergence.CompareCausally);
            return all;
        }
    }

    private bool MakeRoom(Divergence newcomer)
    {
        // What may only follow from the loss of the service makes room for the rest.
        if (newcomer.Suspicion > 0)
        {
            return false;
        }

        KeyValuePair<Key, Entry>[] uncertain = [.. _entries.Where(e => e.Value.Certain is null)];
        if (uncertain.Length > 0)
        {
            return _entries.Remove(uncertain[^1].Key);
        }

        KeyValuePair<Key, Entry> last = _entries.MaxBy(e => e.Value.First, Comparer<Divergence>.Create(Divergence.CompareCausally));
        if (Divergence.CompareCausally(newcomer, last.Value.First) >= 0)
        {
            return false;
        }

        return _entries.Remove(last.Key);
    }

    private sealed class Entry
    {
        public required Divergence First { get; set; }

        /// <summary>The first of those that do not follow from a loss of the service.</summary>
        public Divergence? Certain { get; set; }

        public required long Count { get; set; }
    }
}
