using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>Where in an incident the values are that may chain: those that some request carries, and tokens that a client may have kept for later.</summary>
internal sealed class ValueOccurrences
{
    private readonly Dictionary<string, List<ValueOccurrence>> _values = new(StringComparer.Ordinal);

    private ValueOccurrences()
    {
    }

    public IEnumerable<KeyValuePair<string, List<ValueOccurrence>>> All => _values;

    /// <summary>Finds them.</summary>
    /// <param name="incident">The incident.</param>
    public static ValueOccurrences In(Incident incident)
    {
        var values = new ValueOccurrences();
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            IncidentEvent request = exchange.Request;
            values.Add(OfRequest(request), request.Timestamp.UnixNanoseconds, MessageRole.Request, exchange.Index, -1, isNew: true);
        }

        ForEachCall(incident, (call, exchange, index) =>
            values.Add(OfCall(call), call.Timestamp.UnixNanoseconds, MessageRole.CallRequest, exchange, index, isNew: true));
        values.AddAnswers(incident, areTokensNew: true);
        return values;
    }

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

    private static void ForEachCall(Incident incident, Action<IncidentEvent, int, int> visit)
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

            found.AddAnswers(incident, areTokensNew: false);
        }
    }

    private void AddAnswers(Incident incident, bool areTokensNew)
    {
        foreach (RecordedExchange exchange in incident.Exchanges.Where(exchange => exchange is { Response: not null, ResponseIsStatusOnly: false }))
        {
            Add(OfResponse(exchange.Response!), EndOf(exchange), MessageRole.Response, exchange.Index, -1, isNew: false, areTokensNew);
        }

        ForEachCall(incident, (call, exchange, index) =>
        {
            IEnumerable<FoundValue> found = MessageValues.OfHeaders(call.ResponseHeaders).Concat(OfBody(call.ResponseBody, call.ResponseHeaders));
            Add(found, call.Timestamp.UnixNanoseconds + call.DurationNanoseconds, MessageRole.CallAnswer, exchange, index, isNew: false);
        });
    }

    private void Add(IEnumerable<FoundValue> found, long time, MessageRole role, int exchange, int call, bool isNew, bool areTokensNew = false)
    {
        foreach (FoundValue value in found)
        {
            if (_values.TryGetValue(value.Text, out List<ValueOccurrence>? known))
            {
                known.Add(new ValueOccurrence(time, role, exchange, call, value.Place, value.IsNumber));
            }
            else if ((isNew || (areTokensNew && CredentialNames.IsOfToken(value.Place.Name))) && ShapedValue.Of(value.Text).MayChain)
            {
                _values.Add(value.Text, [new ValueOccurrence(time, role, exchange, call, value.Place, value.IsNumber)]);
            }
        }
    }
}
