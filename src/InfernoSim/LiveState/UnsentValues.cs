using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>
/// Values that no request had sent when the incident ended, at places of responses whose values other requests have sent: the
/// <c>ETag</c> after the last change, the id of an order that nobody looked at. They are as new in a replay as the others.
/// </summary>
internal static class UnsentValues
{
    /// <summary>Finds them.</summary>
    /// <param name="chains">The chains of values that requests have sent.</param>
    /// <param name="repeated">Those of them that no request has sent, and that responses have shown again.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="known">The values that requests have sent.</param>
    public static IReadOnlySet<string> Beside(IReadOnlyList<LiveChain> chains, IReadOnlySet<string> repeated, Incident incident, ValueOccurrences known)
    {
        ILookup<string, ValuePlace> places = chains
            .Where(chain => chain is { Recorded: not null, Source: { IsResponse: true, Exchange: >= 0 } } && (chain.Sinks.Count > 0 || repeated.Contains(chain.Recorded)))
            .SelectMany(chain => known.Of(chain.Recorded!).Where(shown => shown.Role == MessageRole.Response).Select(shown => shown.End).Prepend(chain.Source))
            .ToLookup(end => RouteOf(incident.Exchanges[end.Exchange].Request), end => WithoutNumbers(end.Place));
        HashSet<string?> sent = [.. chains.Select(chain => chain.Recorded)];
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (RecordedExchange exchange in incident.Exchanges.Where(exchange => exchange is { Response: not null, ResponseIsStatusOnly: false } && places.Contains(RouteOf(exchange.Request))))
        {
            HashSet<ValuePlace> wanted = [.. places[RouteOf(exchange.Request)]];
            found.UnionWith(ValueOccurrences.OfResponse(exchange.Response!)
                .Where(value => wanted.Contains(WithoutNumbers(value.Place)) && ShapedValue.Of(value.Text).MayChain && known.Of(value.Text).Count == 0 && !sent.Contains(value.Text))
                .Select(value => value.Text));
        }

        return found;
    }

    // Method and path, with one word for whatever is an id.
    private static string RouteOf(IncidentEvent request)
    {
        string path = RequestTarget.PathOf(request.Url ?? "/");
        return $"{request.Method} {string.Join('/', path.Split('/').Select(segment => ShapedValue.Of(segment).MayChain || segment.All(char.IsAsciiDigit) ? "*" : segment))}";
    }

    // The items of a list are alike.
    private static ValuePlace WithoutNumbers(ValuePlace place) => place with { Name = string.Concat(place.Name.Where(c => !char.IsAsciiDigit(c))) };
}
