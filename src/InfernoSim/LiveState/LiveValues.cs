using System.Diagnostics.CodeAnalysis;

namespace InfernoSim.LiveState;

/// <summary>
/// What the service gave one worker in one run in place of the recorded values. No other worker sees it. Thread-safe.
/// </summary>
/// <param name="chains">The chains of the incident.</param>
/// <param name="log">Counts what is put in place of what.</param>
/// <param name="owner">Whose they are; <see langword="null"/> where owners take turns, so that nothing can be said of them.</param>
/// <param name="clocks">The clocks that the service may go by: the replay's and the machine's.</param>
internal sealed class LiveValues(LiveChains chains, LiveStateLog log, LiveOwner? owner = null, params TimeProvider[] clocks)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, (string Live, bool IsFinal)> _bound = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The moments that the service made for it.</summary>
    public LiveMoments Moments { get; } = new(chains.Moments, log, [.. clocks.Distinct()]);

    /// <summary>Held while a call is matched by a value that it would be the first to show.</summary>
    public Lock Matching { get; } = new();

    public LiveChains Chains => chains;

    public LiveStateLog Log => log;

    /// <summary>Whether a value that came can take the place of a chain's recorded one.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="value">What is at its source.</param>
    public bool Accepts(LiveChain chain, FoundValue value) =>
        (value.Text == chain.Recorded || !chains.IsRecorded(value.Text)) && chain.Accepts(value, ToRecorded, [.. clocks.Select(clock => clock.GetUtcNow())]);

    /// <summary>Notes the value at the source of a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="live">The value.</param>
    /// <param name="isFinal">Whether another value may still take its place, as when the call it came in was made to fail.</param>
    /// <returns><see langword="false"/> when there is another value already, or this one stands for another recorded one.</returns>
    public bool TryBind(LiveChain chain, string live, bool isFinal = true)
    {
        lock (_lock)
        {
            bool isKnown = _bound.TryGetValue(chain.Index, out (string Live, bool IsFinal) known);
            if (isKnown && (known.IsFinal || known.Live == live))
            {
                _bound[chain.Index] = (known.Live, known.IsFinal || isFinal);
                return known.Live == live;
            }

            if (chain.Recorded is not null && !_taken.Add(KeyOf(chain, live)))
            {
                return false;
            }

            if (isKnown)
            {
                _taken.Remove(KeyOf(chain, known.Live));
            }

            _bound[chain.Index] = (live, isFinal);
            if (owner is { } own)
            {
                log.Note(chain, own, live);
            }

            if (!isKnown)
            {
                log.CountBound(chain, live);
            }

            return true;
        }
    }

    /// <summary>Notes a cookie that the service set.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="recorded">The recorded value that it stands for.</param>
    /// <param name="value">Its value.</param>
    public void SetCookie(string name, string recorded, string value)
    {
        if (chains.OfCookie(name, recorded) is { } chain)
        {
            TryBind(chain, value, isFinal: false);
        }
    }

    /// <summary>Notes that a request was sent with a cookie that the service set.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="recorded">Its recorded value.</param>
    public void SendCookie(string name, string recorded)
    {
        if (chains.OfCookie(name, recorded) is { } chain)
        {
            log.CountRequest(chain);
        }
    }

    /// <summary>Whether the value of a chain is known for good.</summary>
    /// <param name="chain">The chain.</param>
    public bool IsBound(LiveChain chain)
    {
        lock (_lock)
        {
            return _bound.TryGetValue(chain.Index, out (string Live, bool IsFinal) known) && known.IsFinal;
        }
    }

    /// <summary>The value of a chain, where it is known.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="live">The value.</param>
    public bool TryGet(LiveChain chain, [NotNullWhen(true)] out string? live)
    {
        lock (_lock)
        {
            live = _bound.TryGetValue(chain.Index, out (string Live, bool IsFinal) known) ? known.Live : null;
            return live is not null;
        }
    }

    /// <summary>What to put in place of recorded values; nothing where the service gave the recorded value.</summary>
    /// <param name="of">The chains to look at.</param>
    public List<TokenPair> ToLive(IReadOnlyList<LiveChain> of)
    {
        var pairs = new List<TokenPair>();
        foreach (LiveChain chain in of)
        {
            if (chain is { Recorded: { } recorded, Mechanism: not ChainMechanism.Id } && TryGet(chain, out string? live) && live != recorded)
            {
                pairs.Add(new TokenPair(recorded, live, chain.Shape.Shape == ValueShape.Digits));
            }
        }

        return pairs;
    }

    /// <summary>The ids among chains.</summary>
    /// <param name="of">The chains to look at.</param>
    /// <returns><see langword="null"/> when there are none.</returns>
    public LiveIds? IdsOf(IReadOnlyList<LiveChain> of)
    {
        LiveIds? ids = null;
        foreach (LiveChain chain in of)
        {
            if (chain.Mechanism == ChainMechanism.Id)
            {
                ids ??= new LiveIds();
                ids.Add(chain, TryGet(chain, out string? live) ? live : null);
            }
        }

        return ids;
    }

    // An order and a customer may have the same id.
    private static string KeyOf(LiveChain chain, string live) => chain.SourceId is { } id ? $"{id.Resource} {live}" : live;

    /// <summary>A text with recorded values in place of live ones.</summary>
    /// <param name="text">JSON.</param>
    private string ToRecorded(string text) => TokenText.Replace(text, ToRecorded(chains.All), TextKind.Json);

    /// <summary>What to put in place of values that came, so that they are the recorded ones.</summary>
    /// <param name="of">The chains to look at.</param>
    public List<TokenPair> ToRecorded(IReadOnlyList<LiveChain> of)
    {
        List<TokenPair> pairs = ToLive(of);
        for (int i = 0; i < pairs.Count; i++)
        {
            pairs[i] = pairs[i] with { From = pairs[i].To, To = pairs[i].From };
        }

        return pairs;
    }
}
