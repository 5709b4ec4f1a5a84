using InfernoSim.Incidents;

namespace InfernoSim.LiveState;

/// <summary>
/// Cookies that the service set before a request carried them: each value of a name is a chain of its own, whether it was
/// recorded or only marked. Values that were redacted without a mark are one chain, which carries the last of them.
/// </summary>
internal static class CookieChains
{
    /// <summary>Finds them.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="indistinct">Gets the requests of which it cannot be known whose cookie they carried.</param>
    public static IEnumerable<LiveChain> Of(Incident incident, List<IndistinctCredential> indistinct)
    {
        ILookup<(string, string), (int Exchange, RecordedCookie Cookie)> sent = Sent(incident);
        foreach (IGrouping<(string Name, string Value), (int Exchange, long End, RecordedCookie Cookie)> cookie in Set(incident).GroupBy(set => (set.Cookie.Name, set.Cookie.Value)))
        {
            (int exchange, long end, _) = cookie.MinBy(set => set.End);
            int[] sinks = [.. sent[cookie.Key].Select(request => request.Exchange).Where(request => TimeOf(incident, request) >= end).Distinct()];
            if (sinks.Length == 0)
            {
                continue;
            }

            if (cookie.Key.Value == Redaction.Marker)
            {
                indistinct.AddRange(sinks.Select(sink => Indistinct(cookie, sink, TimeOf(incident, sink))).Where(found => found.Values > 1));
            }

            yield return new LiveChain
            {
                Index = -1,
                Mechanism = ChainMechanism.Cookie,
                Recorded = null,
                RecordedCookie = cookie.Key.Value,
                Shape = default,
                IsNumber = false,
                Source = new ChainEnd(exchange, null, new ValuePlace(MessagePart.Cookie, cookie.Key.Name), IsResponse: true),
                Sinks = [.. sinks.Select(sink => new ChainEnd(sink, null, new ValuePlace(MessagePart.Cookie, cookie.Key.Name)))],
                MayDiffer = true,
            };
        }
    }

    /// <summary>The cookies that responses set, by exchange, in the order of their lines.</summary>
    /// <param name="incident">The incident.</param>
    public static IEnumerable<(int Exchange, long End, RecordedCookie Cookie)> Set(Incident incident) =>
        from exchange in incident.Exchanges
        where exchange.Response is not null
        from line in exchange.Response!.Headers.Values("Set-Cookie")
        let cookie = RecordedCookie.Parse(line)
        where cookie is { IsDeleted: false, Value.Length: > 0 }
        select (exchange.Index, ValueOccurrences.EndOf(exchange), cookie.Value);

    private static ILookup<(string, string), (int Exchange, RecordedCookie Cookie)> Sent(Incident incident) => (
        from exchange in incident.Exchanges
        from line in exchange.Request.Headers.Values("Cookie")
        from pair in RecordedCookie.Pairs(line)
        select (exchange.Index, new RecordedCookie(pair.Name, pair.Value ?? "", "", "", false))).ToLookup(sent => (sent.Item2.Name, sent.Item2.Value));

    // Of those with one path and domain, and set by different responses.
    private static IndistinctCredential Indistinct(IEnumerable<(int Exchange, long End, RecordedCookie Cookie)> set, int exchange, long time) => new(
        exchange,
        $"cookie {set.First().Cookie.Name}",
        set.Where(one => one.End <= time).GroupBy(one => (one.Cookie.Domain, one.Cookie.Path)).Select(scope => scope.DistinctBy(one => one.Exchange).Count()).DefaultIfEmpty(0).Max());

    private static long TimeOf(Incident incident, int exchange) => incident.Exchanges[exchange].Request.Timestamp.UnixNanoseconds;
}
