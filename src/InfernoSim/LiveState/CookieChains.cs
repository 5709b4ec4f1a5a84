using InfernoSim.Incidents;

namespace InfernoSim.LiveState;

/// <summary>Cookies that the service set before a request carried them. They are found by name, so that it makes no difference whether capture redacted them.</summary>
internal static class CookieChains
{
    public static IEnumerable<LiveChain> Of(Incident incident)
    {
        foreach (IGrouping<string, (int Exchange, long End)> cookie in Set(incident).GroupBy(set => set.Name, set => (set.Exchange, set.End)))
        {
            (int exchange, long end) = cookie.MinBy(set => set.End);
            ChainEnd[] sinks =
            [
                .. incident.Exchanges
                    .Where(sent => sent.Request.Timestamp.UnixNanoseconds >= end && Names(sent.Request).Contains(cookie.Key))
                    .Select(sent => new ChainEnd(sent.Index, null, new ValuePlace(MessagePart.Cookie, cookie.Key))),
            ];
            if (sinks.Length > 0)
            {
                yield return new LiveChain
                {
                    Index = -1,
                    Mechanism = ChainMechanism.Cookie,
                    Recorded = null,
                    Shape = default,
                    IsNumber = false,
                    Source = new ChainEnd(exchange, null, new ValuePlace(MessagePart.Cookie, cookie.Key), IsResponse: true),
                    Sinks = sinks,
                    MayDiffer = true,
                };
            }
        }
    }

    private static IEnumerable<(string Name, int Exchange, long End)> Set(Incident incident) =>
        from exchange in incident.Exchanges
        where exchange.Response is not null
        from line in exchange.Response!.Headers.Values("Set-Cookie")
        let end = line.IndexOf('=', StringComparison.Ordinal)
        where end > 0
        select (line[..end].Trim(), exchange.Index, ValueOccurrences.EndOf(exchange));

    private static IEnumerable<string> Names(IncidentEvent request) =>
        request.Headers.Values("Cookie").SelectMany(line => line.Split(';')).Select(pair => pair.Split('=')[0].Trim());
}
