using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>Where in an incident the values are that may chain: those that some request carries, and tokens that a client may have kept for later.</summary>
internal sealed class ValueOccurrences
{
    private readonly Dictionary<string, List<ValueOccurrence>> _values = new(StringComparer.Ordinal);

    // What responses call a token, whatever it looks like.
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);

    private ValueOccurrences()
    {
    }

    public IEnumerable<KeyValuePair<string, List<ValueOccurrence>>> All => _values;

    /// <summary>Finds them.</summary>
    /// <param name="incident">The incident.</param>
    public static ValueOccurrences In(Incident incident)
    {
        var values = new ValueOccurrences();
        values.FindTokens(incident);
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            IncidentEvent request = exchange.Request;
            values.Add(OfRequest(request), PassingTimes.Of(exchange).OfRequest, MessageRole.Request, exchange.Index, -1, isNew: true);
        }

        ForEachCall(incident, (call, exchange, index) =>
            values.Add(OfCall(call), PassingTimes.Of(call).OfRequest, MessageRole.CallRequest, exchange, index, isNew: true));

        // Without such a value nothing in an answer can be one of them.
        if (values._values.Count + values._tokens.Count > 0)
        {
            values.AddAnswers(incident);
        }

        return values;
    }

    /// <summary>The shape of a value.</summary>
    /// <param name="value">The value.</param>
    public ShapedValue ShapeOf(string value) => _tokens.Contains(value) ? ShapedValue.OfToken(value) : ShapedValue.Of(value);

    /// <summary>Where a value is.</summary>
    /// <param name="value">The value.</param>
    public IReadOnlyList<ValueOccurrence> Of(string value) => _values.GetValueOrDefault(value, []);

    /// <summary>When a response had ended. It is later than its request, whatever the clock said.</summary>
    /// <param name="exchange">The exchange.</param>
    public static long EndOf(RecordedExchange exchange) =>
        Math.Max(exchange.Response!.Timestamp.UnixNanoseconds, exchange.Request.Timestamp.UnixNanoseconds + 1);

    /// <summary>The values of a response.</summary>
    /// <param name="response">The response.</param>
    public static IEnumerable<FoundValue> OfResponse(IncidentEvent response) => MessageValues.OfHeaders(response.Headers).Concat(OfBody(response.Body, response.Headers));

    private static IEnumerable<FoundValue> OfRequest(IncidentEvent request) =>
        MessageValues.OfTarget(request.Url ?? "/").Concat(MessageValues.OfHeaders(request.Headers)).Concat(OfBody(request.Body, request.Headers));

    // Old fixtures hold the response where the request would be.
    private static IEnumerable<FoundValue> OfCall(IncidentEvent call)
    {
        IEnumerable<FoundValue> target = MessageValues.OfTarget(RecordedTarget.Of(call).PathAndQuery);
        return CallKey.KnowledgeOf(call) == BodyKnowledge.Unknown ? target : target.Concat(MessageValues.OfHeaders(call.Headers)).Concat(OfBody(call.Body, call.Headers));
    }

    private static IReadOnlyList<FoundValue> OfBody(RecordedBody body, HeaderMap headers) =>
        body.Size > MessageValues.LargestBody || body.IsTruncated ? [] : MessageValues.OfBody(BodyContent.Of(body, headers));

    /// <summary>Visits the dependency calls of an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="visit">Told each call, its exchange or -1, and its place there.</param>
    public static void ForEachCall(Incident incident, Action<IncidentEvent, int, int> visit)
    {
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            for (int call = 0; call < exchange.Calls.Count; call++)
            {
                visit(exchange.Calls[call], exchange.Index, call);
            }
        }

        for (int call = 0; call < incident.UnattributedCalls.Count; call++)
        {
            visit(incident.UnattributedCalls[call], -1, call);
        }
    }

    /// <summary>Finds more values in what the service and its dependencies answered.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="more">Values that are not known yet.</param>
    public void AddAnswers(Incident incident, IReadOnlySet<string> more)
    {
        if (more.Count > 0)
        {
            var found = new ValueOccurrences();
            foreach (string value in more)
            {
                _values.Add(value, found._values[value] = []);
            }

            found.AddAnswers(incident);
        }
    }

    private void FindTokens(Incident incident)
    {
        foreach (RecordedExchange exchange in incident.Exchanges.Where(exchange => exchange is { Response: not null, ResponseIsStatusOnly: false }))
        {
            IncidentEvent response = exchange.Response!;
            if (response.Body.Size > MessageValues.LargestBody || (response.Headers.Values("Content-Encoding").Count == 0 && !BodyMarks.MayHoldToken(response.Body.GetBytes().Span)))
            {
                continue;
            }

            _tokens.UnionWith(OfBody(response.Body, response.Headers)
                .Where(value => value is { IsNumber: false, Place.Token: ValuePlace.Whole } && CredentialNames.IsOfToken(value.Place.Name) && ShapedValue.OfToken(value.Text).MayChain)
                .Select(value => value.Text));
        }
    }

    private void AddAnswers(Incident incident)
    {
        foreach (RecordedExchange exchange in incident.Exchanges.Where(exchange => exchange is { Response: not null, ResponseIsStatusOnly: false }))
        {
            Add(OfResponse(exchange.Response!), PassingTimes.Of(exchange).OfResponse, MessageRole.Response, exchange.Index, -1, isNew: false);
        }

        ForEachCall(incident, (call, exchange, index) =>
        {
            IEnumerable<FoundValue> found = MessageValues.OfHeaders(call.ResponseHeaders).Concat(OfBody(call.ResponseBody, call.ResponseHeaders));
            Add(found, PassingTimes.Of(call).OfResponse, MessageRole.CallAnswer, exchange, index, isNew: false);
        });
    }

    private void Add(IEnumerable<FoundValue> found, Func<ValuePlace, long> timeOf, MessageRole role, int exchange, int call, bool isNew)
    {
        foreach (FoundValue value in found)
        {
            if (_values.TryGetValue(value.Text, out List<ValueOccurrence>? known))
            {
                known.Add(new ValueOccurrence(timeOf(value.Place), role, exchange, call, value.Place, value.IsNumber));
            }
            else if (_tokens.Contains(value.Text) || (isNew && ShapedValue.Of(value.Text).MayChain))
            {
                _values.Add(value.Text, [new ValueOccurrence(timeOf(value.Place), role, exchange, call, value.Place, value.IsNumber)]);
            }
        }
    }
}
