using System.Collections.Frozen;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// Ids of any length that the service gave to what a request made: in the <c>Location</c>, in a link or under the name of an id in the
/// response, or where a list or a claim first shows what a request made that was told no id. They are known by what they are the id of, so
/// that an <c>1</c> that counts seats is none of them.
/// </summary>
internal sealed class IdChains
{
    private static readonly FrozenSet<string> Reading = FrozenSet.ToFrozenSet(["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"], StringComparer.OrdinalIgnoreCase);

    private readonly Incident _incident;
    private readonly ProtectedNames _names;
    private readonly UntoldThings _untold = new();
    private readonly IReadOnlySet<string> _inCursors;
    private readonly Dictionary<(string Resource, string Text), List<Seen>> _seen = [];

    /// <param name="incident">The incident.</param>
    /// <param name="names">Names of what the service decided, which is no live state.</param>
    public IdChains(Incident incident, ProtectedNames names)
    {
        (_incident, _names) = (incident, names);
        _inCursors = ListCursors.ResourcesIn(incident);
        foreach (RecordedExchange exchange in incident.Exchanges.Where(IsConversation))
        {
            AddProven(exchange);
        }

        (RecordedExchange Exchange, HashSet<string> Given)[] makers = [.. incident.Exchanges.Where(MayMake).Select(exchange => (exchange, AddProven(exchange)))];
        foreach ((RecordedExchange exchange, HashSet<string> given) in makers)
        {
            _untold.Add(exchange, given);
        }

        foreach (RecordedExchange exchange in _untold.IsEmpty ? [] : incident.Exchanges.Where(MayShow))
        {
            AddProven(exchange);
        }

        if (_seen.Count > 0)
        {
            VisitAll();
        }
    }

    /// <summary>The chains.</summary>
    public IEnumerable<LiveChain> Find()
    {
        LiveChain[] chains = [.. _seen.Values.Select(ChainOf).OfType<LiveChain>()];
        return chains.Select(chain => chain with { Exchangeable = chains.Where(other => AreExchangeable(chain, other)).Select(other => other.Recorded!).ToFrozenSet(StringComparer.Ordinal) });
    }

    /// <summary>The exchanges that an id is in, anywhere.</summary>
    /// <param name="id">The id.</param>
    public IEnumerable<int> ExchangesOf(FoundId id) => _seen[(id.Resource, id.Text)].Select(seen => seen.At.Exchange).Distinct();

    /// <summary>Where an id is.</summary>
    /// <param name="id">The id.</param>
    public IEnumerable<ValueOccurrence> Of(FoundId id) => _seen[(id.Resource, id.Text)].Select(seen => seen.At);

    private LiveChain? ChainOf(List<Seen> seen)
    {
        seen.Sort((left, right) => ValueOccurrence.CompareByTime(left.At, right.At));
        Seen first = FirstOf(seen);
        if (first is not { At.Role: MessageRole.Response or MessageRole.CallRequest, At.Exchange: >= 0 } || !seen.Any(other => other.IsProven && other.At.Exchange == first.At.Exchange))
        {
            return null;
        }

        // A whole value before a part of a URL, the body before headers.
        Seen source = seen
            .SkipWhile(other => other.At.Time < first.At.Time)
            .TakeWhile(other => other.At.Time == first.At.Time)
            .Where(other => (other.At.Role, other.At.Exchange, other.At.Call) == (first.At.Role, first.At.Exchange, first.At.Call) && (other.IsProven || other.At.Role == MessageRole.CallRequest))
            .OrderBy(other => other.Id.Token >= 0)
            .ThenBy(other => other.Id.Part == IdPart.Header)
            .FirstOrDefault();
        if (source.Id.Text is null)
        {
            return null;
        }

        bool isFromCall = source.At.Role == MessageRole.CallRequest;

        // Of what is only told it is not known whether it was made, or was there before.
        bool isOfConversation = IsConversation(_incident.Exchanges[source.At.Exchange]);
        if (isOfConversation && !seen.Any(other => other.At.Role == MessageRole.Request))
        {
            return null;
        }

        Seen next = seen.FirstOrDefault(other => other.At.Role != MessageRole.Response);
        bool isAlsoInCall = IsTold(source) && ChainFinder.MayComeFirst(next.At, source.At);
        return new LiveChain
        {
            Index = -1,
            Mechanism = ChainMechanism.Id,
            Recorded = source.Id.Text,
            SourceId = source.Id,
            Shape = ShapedValue.Of(source.Id.Text),
            IsNumber = source.Id.IsNumber,
            Source = source.At.End,
            Sinks =
            [
                .. seen
                    .Where(other => other.At.Role is MessageRole.Request or MessageRole.CallRequest || (isFromCall && other.At.Role == MessageRole.Response))
                    .Select(other => other.At.End)
                    .Where(end => end != source.At.End)
                    .Distinct(),
            ],
            MayDiffer = true,
            IsInCursors = _inCursors.Contains(source.Id.Resource),
            AlsoInCall = isAlsoInCall ? next.At.End : null,
            AlsoInCallId = isAlsoInCall ? next.Id : null,
        };
    }

    // As of any value: what is pushed races with what the request that made it calls and is answered.
    private Seen FirstOf(List<Seen> seen)
    {
        Seen first = seen.FirstOrDefault();
        return !IsTold(first)
            ? first
            : seen
                .TakeWhile(other => other.At is { Role: MessageRole.Response } or { Role: MessageRole.CallRequest, Exchange: >= 0 })
                .Where(other => !IsTold(other) && (other.At.Role == MessageRole.Response ? other.IsProven : other.At.Exchange != first.At.Exchange && seen.Any(shown => shown.IsProven && shown.At.Exchange == other.At.Exchange)))
                .Append(first)
                .First();
    }

    private bool IsTold(Seen seen) => seen is { At.Role: MessageRole.Response, At.Place.Message: > 0 } && IsConversation(_incident.Exchanges[seen.At.Exchange]);

    // Numbers that requests in flight at once are given may come the other way round.
    private bool AreExchangeable(LiveChain chain, LiveChain other) =>
        chain.SourceId!.Value.Resource == other.SourceId!.Value.Resource
        && ShortId.IsNumber(chain.Recorded!)
        && ShortId.IsNumber(other.Recorded!)
        && chain.Source.Exchange != other.Source.Exchange
        && Start(chain) < End(other)
        && Start(other) < End(chain);

    private long Start(LiveChain chain) => _incident.Exchanges[chain.Source.Exchange].Request.Timestamp.UnixNanoseconds;

    private long End(LiveChain chain) => ValueOccurrences.EndOf(_incident.Exchanges[chain.Source.Exchange]);

    private HashSet<string> AddProven(RecordedExchange exchange)
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        VisitResponse(exchange, (id, isProven) =>
        {
            if (isProven)
            {
                resources.Add(id.Resource);
                _seen.TryAdd((id.Resource, id.Text), []);
            }
        });
        return resources;
    }

    internal static bool MayShow(RecordedExchange exchange) => exchange is { Response.Status: >= 200 and < 400, ResponseIsStatusOnly: false };

    // What only reads shows what was there before.
    internal static bool MayMake(RecordedExchange exchange) => MayShow(exchange) && !Reading.Contains(exchange.Request.Method ?? "GET");

    // It begins as a GET, and what is said then may make anything.
    private static bool IsConversation(RecordedExchange exchange) => exchange is { Response: { } response, ResponseIsStatusOnly: false } && RecordedConversation.Is(response);

    private void VisitAll()
    {
        foreach (RecordedExchange exchange in _incident.Exchanges)
        {
            var times = PassingTimes.Of(exchange);
            VisitRequest(exchange.Request, exchange.Request.Url ?? "/", times.OfRequest, MessageRole.Request, exchange.Index, -1);
            if (exchange is { Response: not null, ResponseIsStatusOnly: false })
            {
                VisitResponse(exchange, (id, isProven) => Add(id, times.OfResponse, MessageRole.Response, exchange.Index, -1, isProven));
            }
        }

        ValueOccurrences.ForEachCall(_incident, VisitCall);
    }

    // Old fixtures hold the response where the request would be.
    private void VisitCall(IncidentEvent call, int exchange, int index)
    {
        string target = RecordedTarget.Of(call).PathAndQuery;
        var times = PassingTimes.Of(call);
        if (CallKey.KnowledgeOf(call) != BodyKnowledge.Unknown)
        {
            VisitRequest(call, target, times.OfRequest, MessageRole.CallRequest, exchange, index);
        }

        MessageIds answer = LiveIds.Noting(UrlIds.SubjectOf(target), id => Add(id, times.OfResponse, MessageRole.CallAnswer, exchange, index, isProven: false));
        answer.Headers(call.ResponseHeaders);
        VisitBody(answer, call.ResponseBody, call.ResponseHeaders);
    }

    private void VisitRequest(IncidentEvent request, string target, Func<ValuePlace, long> timeOf, MessageRole role, int exchange, int call)
    {
        MessageIds ids = LiveIds.Noting(UrlIds.SubjectOf(target), id => Add(id, timeOf, role, exchange, call, isProven: false));
        ids.Target(target);
        ids.Headers(request.Headers);
        VisitBody(ids, request.Body, request.Headers);
    }

    private void VisitResponse(RecordedExchange exchange, Action<FoundId, bool> note)
    {
        IncidentEvent response = exchange.Response!;
        string? subject = LiveIds.SubjectOf(exchange);
        bool mayMake = MayMake(exchange) || IsConversation(exchange);
        Func<FoundId, bool> isShown = _untold.ShownBy(exchange);
        MessageIds ids = LiveIds.Noting(subject, id => note(id, IsNamed(id, subject) && ((mayMake && (response.Status is 201 or 207 || !id.IsListed)) || isShown(id))));
        ids.Headers(response.Headers);
        VisitBody(ids, response.Body, response.Headers);
    }

    // Under the name of an id, in a header, or in a link.
    private bool IsNamed(FoundId id, string? subject)
    {
        string name = id.Name.Split('/').LastOrDefault(part => !part.All(char.IsAsciiDigit), "");
        return id.IsExplicit && !ShapedValue.Of(id.Text).MayChain && (id.Token >= 0 || id.Part == IdPart.Header || id.Resource == subject || _names.In(name) is null);
    }

    /// <summary>Visits the ids of a recorded body.</summary>
    internal static void VisitBody(MessageIds ids, RecordedBody body, HeaderMap headers)
    {
        if (body.Size <= MessageValues.LargestBody && !body.IsTruncated)
        {
            ids.Body(BodyContent.Of(body, headers));
        }
    }

    private void Add(FoundId id, Func<ValuePlace, long> timeOf, MessageRole role, int exchange, int call, bool isProven)
    {
        // A cursor shows where a page begins, and makes and names nothing.
        bool isCarried = id.Cursor is null || (role == MessageRole.Request && _inCursors.Contains(id.Resource));
        if (isCarried && _seen.TryGetValue((id.Resource, id.Text), out List<Seen>? seen))
        {
            ValuePlace place = PlaceOf(id);
            seen.Add(new Seen(new ValueOccurrence(timeOf(place), role, exchange, call, place, id.IsNumber), id, isProven));
        }
    }

    private static ValuePlace PlaceOf(FoundId id) => new(
        id.Part switch
        {
            IdPart.Path => MessagePart.Path,
            IdPart.Query => MessagePart.Query,
            IdPart.Header => MessagePart.Header,
            IdPart.Form => MessagePart.Form,
            _ => MessagePart.Body,
        },
        id.Name,
        id.Token);

    private readonly record struct Seen(ValueOccurrence At, FoundId Id, bool IsProven);
}
