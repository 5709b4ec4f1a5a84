using System.Collections.Frozen;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>The chains of an incident, by the exchanges they touch. Immutable.</summary>
internal sealed class LiveChains
{
    private static readonly LiveChain[] NoChains = [];
    private static readonly (LiveChain Chain, ValuePlace Place)[] NoPlaces = [];

    private readonly FrozenDictionary<int, LiveChain[]> _bySource;
    private readonly FrozenDictionary<int, LiveChain[]> _byExchange;
    private readonly FrozenDictionary<int, LiveChain[]> _bySink;
    private readonly FrozenDictionary<int, (LiveChain Chain, ValuePlace Place)[]> _shown;
    private readonly FrozenDictionary<int, (LiveChain Chain, ValuePlace Place)[]> _said;
    private readonly FrozenDictionary<(string Name, string Value), LiveChain> _cookies;
    private readonly FrozenSet<(string Name, string Value)> _handedOut;
    private readonly FrozenSet<string> _handedOutNames;
    private readonly FrozenSet<string> _recorded;

    private LiveChains(
        IReadOnlyList<LiveChain> chains,
        IEnumerable<(int Exchange, LiveChain Chain)> occurrences,
        IEnumerable<(int Exchange, LiveChain Chain, ValuePlace Place)> shown,
        IEnumerable<(int Exchange, LiveChain Chain, ValuePlace Place)> said,
        IEnumerable<RecordedCookie> cookies,
        IReadOnlyList<IndistinctCredential> indistinct)
    {
        All = chains;
        _recorded = chains.Where(chain => chain.Recorded is not null && chain.Shape is { MayChain: true, Shape: not ValueShape.Digits }).Select(chain => chain.Recorded!).ToFrozenSet(StringComparer.Ordinal);
        _bySource = Group(chains.Select(chain => (chain.Source.Exchange, chain)));
        _byExchange = Group(occurrences);
        _shown = GroupPlaces(shown);
        _said = GroupPlaces(said);
        _bySink = Group(chains.SelectMany(chain => chain.Sinks.Where(sink => sink is { Call: null, IsResponse: false }).Select(sink => (sink.Exchange, chain))));
        _cookies = chains.Where(chain => chain.Mechanism == ChainMechanism.Cookie).ToFrozenDictionary(chain => (chain.Source.Place.Name, chain.RecordedCookie!));
        _handedOut = cookies.Select(cookie => (cookie.Name, cookie.Value)).ToFrozenSet();
        _handedOutNames = cookies.Select(cookie => cookie.Name).ToFrozenSet(StringComparer.Ordinal);
        Indistinct = indistinct;
    }

    public static LiveChains None { get; } = new([], [], [], [], [], []);

    /// <summary>The moments of the incident.</summary>
    public RecordedMoments Moments { get; private init; } = RecordedMoments.None;

    /// <summary>In the order of their sources.</summary>
    public IReadOnlyList<LiveChain> All { get; }

    /// <summary>Finds the chains of an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="names">Names of what the service decided; the usual ones when omitted.</param>
    public static LiveChains Find(Incident incident, ProtectedNames? names = null)
    {
        names ??= ProtectedNames.UsualOnly;
        var finder = new ChainFinder(incident, names);
        IReadOnlyList<LiveChain> chains = finder.Find();
        RecordedCookie[] cookies = [.. CookieChains.Set(incident).Select(set => set.Cookie)];
        var moments = RecordedMoments.Of(incident, names);
        return chains.Count == 0 && cookies.Length == 0 && !moments.Any ? None : new LiveChains(chains, finder.Occurrences(chains), finder.Shown(), finder.Said(chains), cookies, finder.Indistinct) { Moments = moments };
    }

    /// <summary>Whether a value is that of a chain in the recording, and so is no fresh one. Numbers that count on may come again.</summary>
    /// <param name="value">The value.</param>
    public bool IsRecorded(string value) => _recorded.Contains(value);

    /// <summary>The chains whose value an exchange makes.</summary>
    /// <param name="exchange">The exchange.</param>
    public IReadOnlyList<LiveChain> MadeIn(int exchange) => _bySource.GetValueOrDefault(exchange, NoChains);

    /// <summary>The chains whose value is anywhere in an exchange.</summary>
    /// <param name="exchange">The exchange.</param>
    public IReadOnlyList<LiveChain> Touching(int exchange) => _byExchange.GetValueOrDefault(exchange, NoChains);

    /// <summary>Where the response of an exchange shows the values of chains again that were made before.</summary>
    /// <param name="exchange">The exchange.</param>
    public IReadOnlyList<(LiveChain Chain, ValuePlace Place)> ShownIn(int exchange) => _shown.GetValueOrDefault(exchange, NoPlaces);

    /// <summary>Where a WebSocket shows the values of chains beside their sources: in a replay it may be the first to do so, since what is pushed races with the rest.</summary>
    /// <param name="exchange">The exchange of the WebSocket.</param>
    public IReadOnlyList<(LiveChain Chain, ValuePlace Place)> SaidIn(int exchange) => _said.GetValueOrDefault(exchange, NoPlaces);

    /// <summary>The chains whose value the request of an exchange carries.</summary>
    /// <param name="exchange">The exchange.</param>
    public IReadOnlyList<LiveChain> SentIn(int exchange) => _bySink.GetValueOrDefault(exchange, NoChains);

    /// <summary>Requests of which it cannot be known whose credential they carried.</summary>
    public IReadOnlyList<IndistinctCredential> Indistinct { get; }

    /// <summary>The chain of a cookie, or <see langword="null"/>.</summary>
    /// <param name="name">The name of the cookie.</param>
    /// <param name="value">Its recorded value, or the mark of it.</param>
    public LiveChain? OfCookie(string name, string value) => _cookies.GetValueOrDefault((name, value));

    /// <summary>Whether the service set a cookie to a value in the incident.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The recorded value; <see langword="null"/> for any.</param>
    public bool IsHandedOut(string name, string? value) => value is null ? _handedOutNames.Contains(name) : _handedOut.Contains((name, value));

    /// <summary>Whether a chain supplies a header that capture redacted.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="header">The header.</param>
    public bool Gives(int exchange, string header) => SentIn(exchange).Any(chain => chain.Sinks.Any(sink =>
        sink is { Call: null, IsResponse: false, Place.Part: MessagePart.Header } && sink.Exchange == exchange && sink.Place.Name.Equals(header, StringComparison.OrdinalIgnoreCase)));

    private static FrozenDictionary<int, (LiveChain Chain, ValuePlace Place)[]> GroupPlaces(IEnumerable<(int Exchange, LiveChain Chain, ValuePlace Place)> places) => places
        .GroupBy(place => place.Exchange, place => (place.Chain, place.Place))
        .ToFrozenDictionary(group => group.Key, group => group.ToArray());

    private static FrozenDictionary<int, LiveChain[]> Group(IEnumerable<(int Exchange, LiveChain Chain)> pairs) => pairs
        .GroupBy(pair => pair.Exchange, pair => pair.Chain)
        .ToFrozenDictionary(group => group.Key, group => group.Distinct().OrderBy(chain => chain.Index).ToArray());
}
