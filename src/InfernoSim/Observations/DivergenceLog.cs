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
            _counts[divergence.Kind] = _counts.GetValueOrDefault(divergence.Kind) + divergence.Count;
            // Where among the others a call came that is not recorded is up to the scheduler: it is the same call.
            int? call = divergence.Kind == DivergenceKind.CallExtra ? null : divergence.Call;
            var key = new Key(divergence.Kind, divergence.Exchange, call, divergence.Location);
            if (_entries.TryGetValue(key, out Entry? known))
            {
                known.Count += divergence.Count;
                known.First = Divergence.CompareCausally(divergence, known.First) < 0 ? divergence : known.First;
                return;
            }

            if (_entries.Count >= capacity && !MakeRoom(divergence))
            {
                return;
            }

            _entries.Add(key, new Entry { First = divergence, Count = divergence.Count });
        }
    }

    public IReadOnlyDictionary<DivergenceKind, long> CountsByKind()
    {
        lock (_lock)
        {
            return new SortedDictionary<DivergenceKind, long>(_counts);
        }
    }

    /// <summary>The kept divergences in causal order, each with how often it was seen.</summary>
    public IReadOnlyList<Divergence> InCausalOrder()
    {
        lock (_lock)
        {
            List<Divergence> all = [.. _entries.Values.Select(e => e.First with { Count = e.Count })];
            all.Sort(Divergence.CompareCausally);
            return all;
        }
    }

    private bool MakeRoom(Divergence newcomer)
    {
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

        public required long Count { get; set; }
    }
}
