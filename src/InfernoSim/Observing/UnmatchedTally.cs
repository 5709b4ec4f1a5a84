using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>
/// Which calls that match nothing each worker made in one run, exchange by exchange. They are held apart from the other
/// observations because such a call may come before or after the end of its exchange, which must make no difference.
/// Thread-safe.
/// </summary>
internal sealed class UnmatchedTally(int fanout)
{
    // A service gone wild makes such calls everywhere; what is past this many exchanges shows in the fingerprint alone.
    private const int MostExchanges = 1000;

    private static readonly Entry None = new(null, 0, "");

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Entry> _entries = [];

    /// <summary>Notes a call.</summary>
    /// <param name="worker">Who made it.</param>
    /// <param name="exchange">In which exchange.</param>
    /// <param name="content">What makes it the same call as another.</param>
    /// <param name="display">The call as a person reads it.</param>
    public void Add(int worker, PlannedExchange exchange, UInt128 content, string display)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(exchange.Position, out Entry? entry))
            {
                if (_entries.Count >= MostExchanges)
                {
                    return;
                }

                _entries.Add(exchange.Position, entry = new Entry(exchange, fanout, display));
            }

            // A sum of hashes does not depend on the order.
            entry.Sums[worker] += (ulong)content | 1;
        }
    }

    /// <summary>Holds this run against another, or against itself.</summary>
    /// <param name="reference">The run to compare with.</param>
    /// <param name="byWorker">Whether a worker is held against itself in the other run; otherwise all against its first worker.</param>
    /// <returns>Where workers differ: the exchange, the worker of the reference and what it saw, the worker and what it saw.</returns>
    public IEnumerable<(PlannedExchange Exchange, int ReferenceWorker, string ReferenceSaw, int Worker, string Saw)> DifferencesFrom(UnmatchedTally reference, bool byWorker)
    {
        foreach (int position in _entries.Keys.Union(reference._entries.Keys).Order())
        {
            Entry here = _entries.GetValueOrDefault(position, None);
            Entry there = reference._entries.GetValueOrDefault(position, None);
            for (int worker = 0; worker < fanout; worker++)
            {
                int other = byWorker ? worker : 0;
                if (here.SumOf(worker) != there.SumOf(other))
                {
                    yield return ((here.Exchange ?? there.Exchange)!, other, there.Saw(other), worker, here.Saw(worker));
                }
            }
        }
    }

    private sealed class Entry(PlannedExchange? exchange, int fanout, string display)
    {
        public PlannedExchange? Exchange => exchange;

        public ulong[] Sums { get; } = new ulong[fanout];

        public ulong SumOf(int worker) => worker < Sums.Length ? Sums[worker] : 0;

        public string Saw(int worker) => SumOf(worker) == 0 ? "no call that is not recorded" : $"a call that is not recorded (such as {display})";
    }
}
