using System.Collections.Frozen;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>
/// Credentials that capture redacted in a request although the service had given them: a bearer token comes from the last
/// response before the request that has a member named as a token, any other header from the last one of its own name.
/// </summary>
internal static class PositionChains
{
    // The surest first: where a response has an access token and an id token, it is the former that is sent.
    private static readonly string[] BearerNames = ["accesstoken", "token", "authtoken", "bearertoken", "bearer", "jwt", "sessiontoken", "idtoken"];

    private static readonly FrozenSet<string> BearerSchemes = FrozenSet.ToFrozenSet(["Bearer", "Token", "JWT", "DPoP"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a chain for each source, or its redacted sinks to the chain that the source has already.</summary>
    public static void AddTo(List<LiveChain> chains, Incident incident)
    {
        var links = new Dictionary<(int Exchange, ValuePlace Place), (FoundValue Source, List<ChainEnd> Sinks)>();
        SourceList? sources = null;
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            foreach ((string header, string value) in Redacted(exchange.Request.Headers))
            {
                sources ??= new SourceList(incident);
                if (NamesFor(header, value) is { Length: > 0 } names && sources.Last(exchange.Request.Timestamp.UnixNanoseconds, names) is { } source)
                {
                    var key = (source.Exchange, source.Value.Place);
                    if (!links.TryGetValue(key, out (FoundValue Source, List<ChainEnd> Sinks) link))
                    {
                        links.Add(key, link = (source.Value, []));
                    }

                    link.Sinks.Add(new ChainEnd(exchange.Index, null, new ValuePlace(MessagePart.Header, header)));
                }
            }
        }

        foreach (((int exchange, ValuePlace place), (FoundValue source, List<ChainEnd> sinks)) in links)
        {
            Add(chains, new ChainEnd(exchange, null, place, IsResponse: true), source, sinks, incident);
        }
    }

    /// <summary>Whether a header is one that only its client could have: it has no scheme of a token that a service gives out.</summary>
    private static string[] NamesFor(string header, string value)
    {
        if (!header.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        {
            string name = Plain(header);
            return name is "cookie" ? [] : name is "xsrftoken" or "csrftoken" ? ["csrftoken", "xsrftoken", "csrf", "xsrf"] : [name];
        }

        int scheme = value.IndexOf(' ', StringComparison.Ordinal);
        return scheme < 0 || BearerSchemes.Contains(value[..scheme]) ? BearerNames : [];
    }

    private static IEnumerable<(string Header, string Value)> Redacted(HeaderMap headers) =>
        from field in headers
        where field.Value.Count == 1 && Redaction.IsRedacted(field.Value[0]) && !field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        select (field.Key, field.Value[0]);

    // What a dependency answered is answered again from the recording, and is not made anew.
    private static void Add(List<LiveChain> chains, ChainEnd source, FoundValue value, List<ChainEnd> sinks, Incident incident)
    {
        bool isRedacted = Redaction.IsRedacted(value.Text);
        int known = isRedacted ? -1 : chains.FindIndex(chain => chain.Recorded == value.Text);
        if (known >= 0)
        {
            chains[known] = chains[known] with { Sinks = [.. chains[known].Sinks, .. sinks] };
            return;
        }

        chains.Add(new LiveChain
        {
            Index = -1,
            Mechanism = ChainMechanism.Position,
            Recorded = isRedacted ? null : value.Text,
            Shape = ShapedValue.Of(value.Text),
            IsNumber = false,
            Source = source,
            Sinks = sinks,
            MayDiffer = isRedacted || (value.Text.Length >= ShapedValue.ShortestDigits && !IsAnswered(incident.Exchanges[source.Exchange], value.Text)),
        });
    }

    private static bool IsAnswered(RecordedExchange exchange, string value) => exchange.Calls
        .Where(call => call.ResponseBody.Size <= MessageValues.LargestBody)
        .SelectMany(call => MessageValues.OfBody(BodyContent.Of(call.ResponseBody, call.ResponseHeaders)))
        .Any(answered => answered.Text == value);

    private static string Plain(string name)
    {
        string plain = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return plain.StartsWith('x') && name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) ? plain[1..] : plain;
    }

    /// <summary>The values of responses whose names may be those of credentials, in the order the responses ended.</summary>
    private sealed class SourceList
    {
        private readonly List<(long End, int Exchange, string Name, FoundValue Value)> _sources = [];

        public SourceList(Incident incident)
        {
            foreach (RecordedExchange exchange in incident.Exchanges.Where(e => e is { Response: { Status: < 400 }, ResponseIsStatusOnly: false }))
            {
                IncidentEvent response = exchange.Response!;
                IEnumerable<FoundValue> body = response.Body.Size > MessageValues.LargestBody || response.Body.IsTruncated
                    ? []
                    : MessageValues.OfBody(BodyContent.Of(response.Body, response.Headers));
                foreach (FoundValue value in body.Concat(MessageValues.OfHeaders(response.Headers)))
                {
                    string name = Plain(value.Place.Name[(value.Place.Name.LastIndexOf('/') + 1)..]);
                    bool isNamed = BearerNames.Contains(name) || SecretHeaders.Names.Contains(value.Place.Name) || name is "csrftoken" or "xsrftoken" or "csrf" or "xsrf" or "sessiontoken";
                    if (isNamed && value is { IsNumber: false, Place.Token: ValuePlace.Whole, Text.Length: > 0 })
                    {
                        _sources.Add((ValueOccurrences.EndOf(exchange), exchange.Index, name, value));
                    }
                }
            }

            _sources.Sort((left, right) => left.End.CompareTo(right.End));
        }

        /// <summary>In the last response that had ended and has any of the names, the value of the first of them.</summary>
        public (int Exchange, FoundValue Value)? Last(long before, string[] names)
        {
            int last = _sources.FindLastIndex(source => source.End <= before && names.Contains(source.Name));
            return last < 0
                ? null
                : (_sources[last].Exchange, _sources
                    .Where(source => source.Exchange == _sources[last].Exchange && names.Contains(source.Name))
                    .MinBy(source => Array.IndexOf(names, source.Name)).Value);
        }
    }
}
