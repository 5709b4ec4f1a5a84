using System.Globalization;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Inspection;

/// <summary>JSON Web Tokens in recorded requests that are no longer good.</summary>
internal static class ExpiredTokens
{
    /// <summary>Finds them: one finding for each token.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="chains">Its chains; a token that one of them carries is new in a replay.</param>
    /// <param name="now">The moment that counts.</param>
    /// <param name="words">How messages call an option.</param>
    public static IEnumerable<Finding> In(Incident incident, LiveChains chains, DateTimeOffset now, OptionWording words)
    {
        var tokens = new Dictionary<string, (DateTimeOffset Expiry, ChainEnd First, HashSet<int> Exchanges)>(StringComparer.Ordinal);
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            foreach (FoundValue value in ValuesOf(exchange.Request))
            {
                if (JsonWebToken.ExpiryOf(value.Text) is { } expiry && expiry <= now)
                {
                    tokens.TryAdd(value.Text, (expiry, new ChainEnd(exchange.Index, null, value.Place), []));
                    tokens[value.Text].Exchanges.Add(exchange.Index);
                }
            }
        }

        return tokens.Select(token => Describe(token.Value.Expiry, token.Value.First, token.Value.Exchanges.Count, Refresh(token.Key, token.Value.First, chains), words));
    }

    private static IEnumerable<FoundValue> ValuesOf(IncidentEvent request) => MessageValues.OfTarget(request.Url ?? "/")
        .Concat(MessageValues.OfHeaders(request.Headers))
        .Concat(request.Body.Size > MessageValues.LargestBody || !request.Body.IsComplete ? [] : MessageValues.OfBody(BodyContent.Of(request.Body, request.Headers)));

    private static LiveChain? Refresh(string token, ChainEnd first, LiveChains chains) =>
        chains.All.FirstOrDefault(chain => chain.Recorded == token)
        ?? (first.Place.Part == MessagePart.Cookie ? chains.OfCookie(first.Place.Name, token) : null);

    private static Finding Describe(DateTimeOffset expiry, ChainEnd first, int requests, LiveChain? refresh, OptionWording words)
    {
        string when = expiry.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string more = requests == 1 ? "" : $" and of {requests - 1} more";
        string what = $"the token of {ChainText.End(first)}{more} expired at {when}";
        return refresh is null
            ? new Finding(FindingKind.ExpiredTokens, FindingLevel.Fails, what, first.Place.Part == MessagePart.Header ? $"supply one that is good: {words.WithValue(nameof(ReplayOptions.Headers), $"{first.Place.Name}: ...")}" : "record again, with the request that gives the token out")
            : new Finding(FindingKind.ExpiredTokens, FindingLevel.Note, $"{what}; a replay sends the one that the service gives out ({ChainText.Source(refresh)})");
    }
}
