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
    private static readonly FrozenSet<string> BearerSchemes = FrozenSet.ToFrozenSet(["Bearer", "Token", "JWT", "DPoP"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a chain for each source, or its redacted sinks to the chain that the source has already.</summary>
    /// <param name="chains">The chains.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="indistinct">Gets the requests of which it cannot be known whose credential they carried.</param>
    public static void AddTo(List<LiveChain> chains, Incident incident, List<IndistinctCredential> indistinct)
    {
        var links = new Dictionary<(int Exchange, ValuePlace Place), (FoundValue Source, List<ChainEnd> Sinks)>();
        SourceList? sources = null;
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            foreach ((string header, string value) in Redacted(exchange.Request.Headers))
            {
                sources ??= new SourceList(incident);
                string? mark = Redaction.MarkOf(value);
                if (SourceOf(sources, exchange.Request.Timestamp.UnixNanoseconds, header, value, mark) is { } source)
                {
                    if (mark is null && source.Others.Count > 0)
                    {
                        // Any of them may be the one, so that all of them are fresh in a replay.
                        indistinct.Add(new IndistinctCredential(exchange.Index, header, source.Others.Count + 1));
                        source.Others.ForEach(other => links.TryAdd((other.Exchange, other.Value.Place), (other.Value, [])));
                    }

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

    // A mark says which value it was. Without one, or where what gave it out was not marked, it is the last of its names.
    private static (int Exchange, FoundValue Value, List<(int Exchange, FoundValue Value)> Others)? SourceOf(SourceList sources, long time, string header, string value, string? mark) =>
        mark is not null && sources.Marked(time, mark) is { } known
            ? known
            : NamesFor(header, value) is { Length: > 0 } names ? sources.Last(time, names, isMarked: mark is not null) : null;

    /// <summary>Whether a header is one that only its client could have: it has no scheme of a token that a service gives out.</summary>
    private static string[] NamesFor(string header, string value)
    {
        if (!header.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
        {
            string name = CredentialNames.Plain(header);
            return name is "cookie" ? [] : name is "xsrftoken" or "csrftoken" ? CredentialNames.AntiForgery : [name];
        }

        int scheme = value.IndexOf(' ', StringComparison.Ordinal);
        return scheme < 0 || BearerSchemes.Contains(value[..scheme]) ? CredentialNames.Bearer : [];
    }

    private static IEnumerable<(string Header, string Value)> Redacted(HeaderMap headers) =>
        from field in headers
        where field.Value.Count == 1 && Redaction.IsRedacted(field.Value[0]) && !field.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
        select (field.Key, field.Value[0]);

    // What a dependency answered is answered again from the recording, and does not change.
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

    /// <summary>The values of responses whose names may be those of credentials, in the order the responses ended.</summary>
    private sealed class SourceList
    {
        private readonly List<(long End, int Exchange, string Name, FoundValue Value, string? Mark)> _sources = [];

        public SourceList(Incident incident)
        {
            foreach (RecordedExchange exchange in incident.Exchanges.Where(e => e is { Response: { Status: < 400 }, ResponseIsStatusOnly: false }))
            {
                IncidentEvent response = exchange.Response!;
                IEnumerable<FoundValue> body = response.Body.Size > MessageValues.LargestBody || response.Body.IsTruncated
                    ? []
                    : MessageValues.OfBody(BodyContent.Of(response.Body, response.Headers));
                IReadOnlyDictionary<string, string> marks = BodyMarks.Read(response);
                var times = PassingTimes.Of(exchange);
                foreach (FoundValue value in body.Concat(MessageValues.OfHeaders(response.Headers)))
                {
                    string name = CredentialNames.Plain(JsonPointer.LastOf(value.Place.Name));
                    string? mark = value.Place.Part == MessagePart.Body ? marks.GetValueOrDefault(value.Place.Name) : Redaction.MarkOf(value.Text);
                    bool isNamed = CredentialNames.Contain(name) || SecretHeaders.Names.Contains(value.Place.Name) || mark is not null;
                    if (isNamed && value is { IsNumber: false, Place.Token: ValuePlace.Whole, Text.Length: > 0 })
                    {
                        _sources.Add((times.OfResponse(value.Place), exchange.Index, name, value, mark));
                    }
                }
            }

            _sources.Sort((left, right) => left.End.CompareTo(right.End));
        }

        /// <summary>In the first response that gave the value with a mark out.</summary>
        public (int Exchange, FoundValue Value, List<(int Exchange, FoundValue Value)> Others)? Marked(long before, string mark)
        {
            int first = _sources.FindIndex(source => source.Mark == mark && source.End <= before);
            return first < 0 ? null : (_sources[first].Exchange, _sources[first].Value, []);
        }

        /// <summary>In the last response that had ended and has any of the names, the value of the first of them; and how many other such values there were.</summary>
        public (int Exchange, FoundValue Value, List<(int Exchange, FoundValue Value)> Others)? Last(long before, string[] names, bool isMarked)
        {
            bool Fits((long End, int Exchange, string Name, FoundValue Value, string? Mark) source) =>
                source.End <= before && names.Contains(source.Name) && !(isMarked && source.Mark is not null);
            int last = _sources.FindLastIndex(Fits);
            if (last < 0)
            {
                return null;
            }

            FoundValue value = _sources.Where(source => Fits(source) && source.Exchange == _sources[last].Exchange).MinBy(source => Array.IndexOf(names, source.Name)).Value;
            List<(int, FoundValue)> others =
            [
                .. _sources
                    .Where(source => Fits(source) && source.Exchange != _sources[last].Exchange && (source.Value.Text != value.Text || Redaction.IsRedacted(value.Text)))
                    .GroupBy(source => source.Exchange)
                    .Select(response => (response.Key, response.MinBy(source => Array.IndexOf(names, source.Name)).Value)),
            ];
            return (_sources[last].Exchange, value, others);
        }
    }
}
