using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>
/// Finds the values that the service issued in an incident: a value of a shape that is no accident, seen first in one of
/// the service's responses or dependency calls, and again in a message that came after that.
/// </summary>
/// <param name="incident">The incident.</param>
/// <param name="names">Names of what the service decided, which is no live state.</param>
internal sealed class ChainFinder(Incident incident, ProtectedNames names)
{
    // Fewer than this cannot tell a value that all exchanges share from one that is passed on.
    private const int LeastExchanges = 3;

    private readonly ValueOccurrences _values = ValueOccurrences.In(incident);
    private readonly IdChains _ids = new(incident, names);
    private readonly Dictionary<int, PassingTimes> _times = [];
    private Dictionary<string, LiveChain>? _byValue;

    private readonly List<IndistinctCredential> _indistinct = [];

    /// <summary>Requests of which it cannot be known whose credential they carried.</summary>
    public IReadOnlyList<IndistinctCredential> Indistinct => _indistinct;

    /// <summary>The chains, in the order of their sources.</summary>
    public IReadOnlyList<LiveChain> Find()
    {
        var found = new List<LiveChain>();
        foreach ((string value, List<ValueOccurrence> occurrences) in _values.All)
        {
            if (ChainOf(value, occurrences) is { } chain)
            {
                found.Add(chain);
            }
        }

        RemoveParts(found);
        PositionChains.AddTo(found, incident, _indistinct);
        IReadOnlySet<string> repeated = RepeatedIds.In(incident, _values);
        _values.AddAnswers(incident, repeated);
        found.AddRange(repeated.Select(value => ChainOf(value, [.. _values.Of(value)], mayBeUnsent: true)).OfType<LiveChain>());
        IReadOnlySet<string> unsent = UnsentValues.Beside(found, repeated, incident, _values);
        _values.AddAnswers(incident, unsent);
        found.AddRange(unsent.Select(value => ChainOf(value, [.. _values.Of(value)], mayBeUnsent: true)).OfType<LiveChain>());
        found.AddRange(CookieChains.Of(incident, _indistinct));
        found.AddRange(_ids.Find());
        AddClaims(found);
        LiveChain[] ordered =
        [
            .. found
                .OrderBy(chain => chain.Source.Exchange < 0 ? int.MaxValue : chain.Source.Exchange)
                .ThenBy(chain => chain.Source.Call ?? int.MaxValue)
                .ThenBy(chain => chain.Mechanism)
                .ThenBy(chain => chain.Source.Place.ToString(), StringComparer.Ordinal)
                .ThenBy(chain => chain.Recorded, StringComparer.Ordinal)
                .ThenBy(chain => chain.RecordedCookie, StringComparer.Ordinal)
                .Select((chain, index) => chain with { Index = index, RecordedAt = SourceTime(chain) }),
        ];
        ordered = WithDigits(ordered);
        _byValue = ordered.Where(chain => chain is { Recorded: not null, Mechanism: ChainMechanism.Value or ChainMechanism.Position }).DistinctBy(chain => chain.Recorded).ToDictionary(chain => chain.Recorded!);
        return ordered;
    }

    /// <summary>Which exchanges hold the values of chains, anywhere.</summary>
    /// <param name="chains">The chains.</param>
    public IEnumerable<(int Exchange, LiveChain Chain)> Occurrences(IReadOnlyList<LiveChain> chains)
    {
        foreach ((string value, LiveChain chain) in _byValue!)
        {
            foreach (ValueOccurrence occurrence in _values.Of(value))
            {
                yield return (occurrence.Exchange, chain);
            }
        }

        foreach (LiveChain chain in chains.Where(chain => chain.Mechanism == ChainMechanism.Id))
        {
            foreach (int exchange in _ids.ExchangesOf(chain.SourceId!.Value))
            {
                yield return (exchange, chain);
            }
        }

        foreach (LiveChain chain in chains.Where(chain => chain.Mechanism == ChainMechanism.Position))
        {
            foreach (ChainEnd end in chain.Sinks.Prepend(chain.Source))
            {
                yield return (end.Exchange, chain);
            }
        }
    }

    /// <summary>Where responses show the values of chains again.</summary>
    public IEnumerable<(int Exchange, LiveChain Chain, ValuePlace Place)> Shown() =>
        from entry in _byValue!
        from occurrence in _values.Of(entry.Key)
        where occurrence.Role == MessageRole.Response && occurrence.End != entry.Value.Source
        select (occurrence.Exchange, entry.Value, occurrence.Place);

    /// <summary>Where WebSockets show the values of chains beside their sources.</summary>
    /// <param name="chains">The chains.</param>
    public IEnumerable<(int Exchange, LiveChain Chain, ValuePlace Place)> Said(IReadOnlyList<LiveChain> chains) =>
        from chain in chains
        where chain is { Mechanism: ChainMechanism.Value or ChainMechanism.Id, Claim: null }
        from occurrence in OccurrencesOf(chain)
        where IsSpoken(occurrence) && occurrence.End != chain.Source
        select (occurrence.Exchange, chain, occurrence.Place);

    private IEnumerable<ValueOccurrence> OccurrencesOf(LiveChain chain) => chain.SourceId is { } id ? _ids.Of(id) : _values.Of(chain.Recorded!);

    // One token in 64 begins with a slash as a URL does. Where the whole of it is carried, what is between its slashes is no value.
    private void RemoveParts(List<LiveChain> found)
    {
        HashSet<ChainEnd> wholes = [.. found.SelectMany(chain => _values.Of(chain.Recorded!)).Where(value => value.Place.Token == ValuePlace.Whole).Select(value => value.End)];
        found.RemoveAll(chain => _values.Of(chain.Recorded!).All(part =>
            part.Place.Token >= 0 && wholes.Contains(part.End with { Place = part.Place with { Token = ValuePlace.Whole } })));
    }

    private LiveChain? ChainOf(string value, List<ValueOccurrence> occurrences, bool mayBeUnsent = false)
    {
        occurrences.Sort(ValueOccurrence.CompareByTime);
        ValueOccurrence first = FirstOf(occurrences);
        bool isMade = first.Role is MessageRole.Response || (first.Role == MessageRole.CallRequest && first.Exchange >= 0);
        if (!isMade || IsShared(occurrences, first) || SourceOf(occurrences, first) is not { } source)
        {
            return null;
        }

        ChainEnd[] sinks = [.. occurrences.Where(other => IsSink(other, source)).Select(other => other.End).Distinct()];
        // No rule can ignore a segment of a path, and a name of something that is stored is made for the one call. A token may be
        // meant for a request that the incident does not reach.
        bool isCarried = sinks.Length > 0
            || mayBeUnsent
            || (source is { Role: MessageRole.Response, Place.Part: MessagePart.Body } && CredentialNames.IsOfToken(source.Place.Name))
            || source is { Role: MessageRole.CallRequest, Place.Part: MessagePart.Path }
            || (source.Role == MessageRole.CallRequest && occurrences.Any(other => other.Role == MessageRole.Response));
        return !isCarried ? null : new LiveChain
        {
            Index = -1,
            Mechanism = ChainMechanism.Value,
            Recorded = value,
            Shape = _values.ShapeOf(value),
            IsNumber = source.IsNumber,
            Source = source.End,
            Sinks = [.. sinks, .. source.Role == MessageRole.CallRequest ? occurrences.Where(other => other.Role == MessageRole.Response).Select(other => other.End).Distinct() : []],
            MayDiffer = true,
            AlsoInCall = AlsoInCall(occurrences, source),
        };
    }

    // What is pushed over a WebSocket races with what the request that made it calls and is answered, and that comes when it is due.
    private ValueOccurrence FirstOf(List<ValueOccurrence> occurrences)
    {
        ValueOccurrence first = occurrences[0];
        return !IsSpoken(first)
            ? first
            : occurrences
                .TakeWhile(other => other is { Role: MessageRole.Response } or { Role: MessageRole.CallRequest, Exchange: >= 0 })
                .Where(other => !IsSpoken(other) && (other.Role == MessageRole.Response || other.Exchange != first.Exchange))
                .Append(first)
                .First();
    }

    private bool IsSpoken(ValueOccurrence occurrence) => occurrence is { Role: MessageRole.Response, Place.Message: > 0 } && TimesOf(occurrence.Exchange).AreOfWebSocket;

    private ChainEnd? AlsoInCall(List<ValueOccurrence> occurrences, ValueOccurrence source)
    {
        ValueOccurrence next = occurrences.FirstOrDefault(other => other.Role != MessageRole.Response);
        return IsSpoken(source) && MayComeFirst(next, source) ? next.End : null;
    }

    /// <summary>Whether a dependency call that shows a value after a message of a WebSocket may come before that message in a replay.</summary>
    /// <param name="next">Where the value is first that is no response.</param>
    /// <param name="source">The place in the message.</param>
    public static bool MayComeFirst(ValueOccurrence next, ValueOccurrence source) => next.Role == MessageRole.CallRequest && next.Exchange == source.Exchange;

    // What a token shows may have been shown, or sent, before it.
    private void AddClaims(List<LiveChain> found)
    {
        IReadOnlyList<(LiveChain Token, string Claim, string Value, long Time)> claims = ClaimChains.Of(found, chain => TimesOf(chain.Source.Exchange).OfResponse(chain.Source.Place));
        _values.AddAnswers(incident, claims.Select(claim => claim.Value).Where(value => _values.Of(value).Count == 0).ToHashSet(StringComparer.Ordinal));
        foreach ((LiveChain token, string claim, string value, long time) in claims)
        {
            List<ValueOccurrence> occurrences = [.. _values.Of(value)];
            if (occurrences.Any(occurrence => occurrence.Time <= time))
            {
                found.AddRange(ChainOf(value, occurrences, mayBeUnsent: true) is { } chain ? [chain] : []);
            }
            else
            {
                found.Add(ClaimChains.New(token, claim, value, [.. occurrences.Where(other => other.Role is MessageRole.Request or MessageRole.CallRequest).Select(other => other.End).Distinct()]));
            }
        }
    }

    private DateTimeOffset SourceTime(LiveChain chain) => chain.Source.Exchange >= 0 && incident.Exchanges[chain.Source.Exchange].Response is { } response
        ? DateTimeOffset.UnixEpoch.AddTicks((chain.IsFromCall ? response.Timestamp.UnixNanoseconds : TimesOf(chain.Source.Exchange).OfResponse(chain.Source.Place)) / TimeSpan.NanosecondsPerTick)
        : default;

    private PassingTimes TimesOf(int exchange)
    {
        if (!_times.TryGetValue(exchange, out PassingTimes? times))
        {
            _times.Add(exchange, times = PassingTimes.Of(incident.Exchanges[exchange]));
        }

        return times;
    }

    // Numbers that are made at the same place of like exchanges show how many digits such a number may have.
    private LiveChain[] WithDigits(LiveChain[] chains)
    {
        var shown = chains
            .Where(chain => chain.Shape.Shape == ValueShape.Digits)
            .GroupBy(PlaceOf)
            .ToDictionary(group => group.Key, group => (group.Min(chain => chain.Shape.Rest.Length), group.Max(chain => chain.Shape.Rest.Length)));
        return [.. chains.Select(chain => chain.Shape.Shape == ValueShape.Digits ? chain with { Digits = shown[PlaceOf(chain)] } : chain)];
    }

    private (string Method, string Target, bool IsFromCall, string Place) PlaceOf(LiveChain chain)
    {
        IncidentEvent? message = chain switch
        {
            { Source.Exchange: < 0 } => null,
            { Source.Call: { } call } => incident.Exchanges[chain.Source.Exchange].Calls[call],
            _ => incident.Exchanges[chain.Source.Exchange].Request,
        };
        string target = string.Concat(RequestTarget.PathOf(message?.Url ?? "").Where(c => !char.IsAsciiDigit(c)));
        return (message?.Method ?? "", target, chain.IsFromCall, string.Concat(chain.Source.Place.ToString().Where(c => !char.IsAsciiDigit(c))));
    }

    // Of several places in the message where it is first: the whole of a value before a part, the body before headers.
    private ValueOccurrence? SourceOf(List<ValueOccurrence> occurrences, ValueOccurrence first) => occurrences
        .SkipWhile(other => other.Time < first.Time)
        .TakeWhile(other => other.Time == first.Time)
        .Where(other => other.Role == first.Role && other.Exchange == first.Exchange && other.Call == first.Call && !names.AreTheNameOf(other.Place.Name))
        .OrderBy(other => other.Place.Token != ValuePlace.Whole)
        .ThenBy(other => other.Place.Part is MessagePart.Header or MessagePart.Cookie)
        .Cast<ValueOccurrence?>()
        .FirstOrDefault();

    // A cookie that goes back as the same cookie is carried as such.
    private static bool IsSink(ValueOccurrence other, ValueOccurrence source) =>
        other.Role is MessageRole.Request or MessageRole.CallRequest
        && other.End != source.End
        && other.Time >= source.Time
        && !(other.Place.Part == MessagePart.Cookie && source.Place.Part == MessagePart.Cookie && other.Place.Name == source.Place.Name);

    // Such as the id of the instance or of the tenant: exchanges that were not given it answer with it too. What a request may have made is
    // in all answers of a short incident that is about that one thing.
    private bool IsShared(List<ValueOccurrence> occurrences, ValueOccurrence first)
    {
        if (first is { Role: MessageRole.Response, Exchange: >= 0 } && IdChains.MayMake(incident.Exchanges[first.Exchange]))
        {
            return false;
        }

        HashSet<int> answered = [.. occurrences.Where(o => o.Role == MessageRole.Response).Select(o => o.Exchange)];
        HashSet<int> asked = [.. occurrences.Where(o => o.Role == MessageRole.Request).Select(o => o.Exchange)];
        return answered.Count >= LeastExchanges && answered.Count == incident.Exchanges.Count && answered.Count - asked.Count >= 2;
    }
}
