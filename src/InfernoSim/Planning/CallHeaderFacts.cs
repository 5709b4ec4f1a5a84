using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>What an incident tells about the values in the headers of its dependency calls. Immutable.</summary>
internal sealed class CallHeaderFacts
{
    private static readonly HashSet<string> Nothing = [];

    // The headers of dependency calls that hold a value, and the exchanges whose calls do.
    private readonly Dictionary<string, Holders> _headers;
    private readonly HashSet<string> _elsewhere;
    private readonly HashSet<string> _cookiesOfDependencies;

    private CallHeaderFacts(Dictionary<string, Holders> headers, HashSet<string> elsewhere, HashSet<string> cookies)
    {
        _headers = headers;
        _elsewhere = elsewhere;
        _cookiesOfDependencies = cookies;
    }

    /// <summary>Nothing is known.</summary>
    public static CallHeaderFacts None { get; } = new([], Nothing, Nothing);

    /// <summary>Reads an incident. The bodies are searched only when a call has a header whose value may be new in each request.</summary>
    /// <param name="incident">The incident.</param>
    public static CallHeaderFacts Of(Incident incident)
    {
        var headers = new Dictionary<string, Holders>(StringComparer.Ordinal);
        var cookies = new HashSet<string>(StringComparer.Ordinal);
        foreach ((IncidentEvent call, int exchange) in CallsOf(incident))
        {
            AddHeaders(call, exchange, headers);
            cookies.UnionWith(call.ResponseHeaders.Values("Set-Cookie").Select(NameOfCookie));
        }

        var elsewhere = new HashSet<string>(StringComparer.Ordinal);
        if (headers.Count > 0)
        {
            elsewhere.UnionWith(Elsewhere(incident).Where(headers.ContainsKey));
            elsewhere.UnionWith(headers.Where(value => value.Value.Names.Count > 1).Select(value => value.Key));
        }

        return new CallHeaderFacts(headers, elsewhere, cookies);
    }

    /// <summary>Whether a recorded value is in the incident outside the header that it was recorded in, so that it was carried there and not made.</summary>
    /// <param name="value">The value.</param>
    public bool IsElsewhere(string value) => _elsewhere.Contains(value);

    /// <summary>Whether a value that came is a recorded one: whoever was recorded with another has been given this one's.</summary>
    /// <param name="value">The value.</param>
    public bool IsRecorded(string value) => _headers.ContainsKey(value) || _elsewhere.Contains(value);

    /// <summary>Whether the calls of one exchange alone have a value, so that it was made for that exchange.</summary>
    /// <param name="value">A recorded value.</param>
    public bool IsOfOneExchange(string value) => _headers.TryGetValue(value, out Holders? holders) && holders.Exchanges.Count == 1 && !holders.Exchanges.Contains(-1);

    /// <summary>Whether a dependency sets a cookie, which clients then send on their own.</summary>
    /// <param name="pair">The cookie with its value.</param>
    public bool IsCookieOfDependency(string pair) => _cookiesOfDependencies.Contains(NameOfCookie(pair));

    private static IEnumerable<(IncidentEvent Call, int Exchange)> CallsOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls.Select(call => (call, exchange.Index)))
        .Concat(incident.UnattributedCalls.Select(call => (call, -1)));

    private static string NameOfCookie(string pair) => pair.Split('=')[0].Trim();

    private static void AddHeaders(IncidentEvent call, int exchange, Dictionary<string, Holders> headers)
    {
        foreach (CallHeader header in CallHeaders.OfRecorded(call, OwnIds.None)?.All ?? [])
        {
            if (header.Kind is CallHeaderKind.Credential or CallHeaderKind.Custom)
            {
                foreach (string value in ValuesOf(header))
                {
                    headers.TryAdd(value, new Holders([], []));
                    headers[value].Names.Add(header.Name.ToLowerInvariant());
                    headers[value].Exchanges.Add(exchange);
                }
            }
        }
    }

    private static IEnumerable<string> ValuesOf(CallHeader header)
    {
        if (header.Kind == CallHeaderKind.Custom)
        {
            return HeaderTokens.Of(header.Shown).Where(FreshForm.Has);
        }

        (_, string secret) = Credentials.Split(header);
        return secret.Length == 0 || RedactedText.IsIn(secret) ? [] : [secret];
    }

    private static IEnumerable<string> Elsewhere(Incident incident)
    {
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            IEnumerable<string> request = TextsOf(MessageValues.OfTarget(exchange.Request.Url ?? "/"), exchange.Request.Headers, exchange.Request.Body);
            IEnumerable<string> response = exchange.Response is { } answer ? TextsOf([], answer.Headers, answer.Body) : [];
            foreach (string text in request.Concat(response))
            {
                yield return text;
            }
        }

        foreach ((IncidentEvent call, _) in CallsOf(incident))
        {
            IEnumerable<string> request = TextsOf(MessageValues.OfTarget(RecordedTarget.Of(call).PathAndQuery), null, CallKey.HoldsRequest(call) ? call.Body : RecordedBody.None, call.Headers);
            foreach (string text in request.Concat(TextsOf([], call.ResponseHeaders, call.ResponseBody)))
            {
                yield return text;
            }
        }
    }

    private static IEnumerable<string> TextsOf(IEnumerable<FoundValue> first, HeaderMap? headers, RecordedBody body, HeaderMap? ofBody = null)
    {
        IEnumerable<FoundValue> inBody = body.Size > MessageValues.LargestBody || body.IsTruncated ? [] : MessageValues.OfBody(BodyContent.Of(body, headers ?? ofBody!));
        IEnumerable<string> inHeaders = headers is null ? [] : headers.SelectMany(field => field.Value).SelectMany(HeaderTokens.Of);
        return first.Concat(inBody).Select(value => value.Text).Concat(inHeaders);
    }

    private sealed record Holders(HashSet<string> Names, HashSet<int> Exchanges);
}
