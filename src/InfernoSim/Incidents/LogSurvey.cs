using System.Runtime.InteropServices;

namespace InfernoSim.Incidents;

/// <summary>
/// What belongs together in the logs of a recording, when it began and how large it is: an exchange with its calls and statements, also before its request
/// is written, and a call that belongs to none. What tells of connections to databases belongs to all who use them, and stays.
/// </summary>
internal sealed class LogSurvey
{
    private readonly Dictionary<string, Chain> _byTrace = new(StringComparer.Ordinal);
    private readonly List<Chain> _chains = [];
    private long _staying;

    /// <summary>Until when what began is to go.</summary>
    public IncidentTimestamp Until { get; private set; } = new(long.MinValue);

    /// <summary>When the last of what is to go had ended.</summary>
    public IncidentTimestamp Ended { get; private set; } = new(long.MinValue);

    /// <summary>Counts an event.</summary>
    /// <param name="head">The event.</param>
    /// <param name="bytes">How many bytes it takes.</param>
    public void Add(in EventHead head, long bytes)
    {
        if (head.Type == IncidentEventType.SqlConnection)
        {
            _staying += bytes;
            return;
        }

        Chain chain = ChainOf(head);
        chain.Bytes += bytes;
        chain.Began = head.Timestamp < chain.Began ? head.Timestamp : chain.Began;
        chain.Ended = head.Timestamp > chain.Ended ? head.Timestamp : chain.Ended;
    }

    /// <summary>Chooses what is to go: all but the newest. The newest of all stays, however large it is.</summary>
    /// <param name="budget">How many bytes may stay.</param>
    /// <returns>Whether anything is to go.</returns>
    public bool Choose(long budget)
    {
        _chains.Sort((left, right) => right.Began.CompareTo(left.Began));
        long kept = _staying;
        for (int i = 0; i < _chains.Count; i++)
        {
            kept += _chains[i].Bytes;
            if (i > 0 && kept > budget)
            {
                return Choose(_chains[i].Began < _chains[0].Began ? _chains[i].Began : new IncidentTimestamp(_chains[0].Began.UnixNanoseconds - 1));
            }
        }

        return false;
    }

    /// <summary>Whether an event that was counted is to go.</summary>
    /// <param name="head">The event.</param>
    public bool IsToGo(in EventHead head) =>
        head.Type != IncidentEventType.SqlConnection
        && (head.TraceId is { } id && _byTrace.TryGetValue(id, out Chain? chain) ? chain.Began : head.Timestamp) <= Until;

    /// <summary>Whether an event that has come since belongs to what is to go.</summary>
    /// <param name="head">The event.</param>
    public bool IsOfWhatIsToGo(in EventHead head) => head.TraceId is { } id && _byTrace.TryGetValue(id, out Chain? chain) && chain.Began <= Until;

    private bool Choose(IncidentTimestamp until)
    {
        Until = until;
        foreach (Chain chain in _chains)
        {
            if (chain.Began <= until && chain.Ended > Ended)
            {
                Ended = chain.Ended;
            }
        }

        return _chains[^1].Began <= until;
    }

    private Chain ChainOf(in EventHead head)
    {
        if (head.TraceId is null)
        {
            return NewChain();
        }

        ref Chain? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTrace, head.TraceId, out _);
        return known ??= NewChain();
    }

    private Chain NewChain()
    {
        var chain = new Chain();
        _chains.Add(chain);
        return chain;
    }

    private sealed class Chain
    {
        public IncidentTimestamp Began { get; set; } = new(long.MaxValue);

        public IncidentTimestamp Ended { get; set; } = new(long.MinValue);

        public long Bytes { get; set; }
    }
}
