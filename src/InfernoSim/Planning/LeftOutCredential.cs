using InfernoSim.Incidents;
using InfernoSim.LiveState;

namespace InfernoSim.Planning;

/// <summary>A credential of recorded requests that capture redacted and that the service does not give out.</summary>
/// <param name="Name">The header, or <c>cookie</c> and its name.</param>
/// <param name="First">The first exchange, from 0.</param>
/// <param name="Count">In how many requests it is.</param>
internal sealed record LeftOutCredential(string Name, int First, int Count)
{
    private const string CookiePrefix = "cookie ";

    /// <summary>What is lacking, in a sentence.</summary>
    public string What => $"capture redacted {Name} in {(Count == 1 ? "1 request" : $"{Count} requests")}, first in exchange {First + 1}, and the service does not give it out";

    /// <summary>What to do.</summary>
    /// <param name="words">How messages call an option.</param>
    public string Remedy(OptionWording words) => "supply it: " + words.WithValue(
        nameof(ReplayOptions.Headers), Name.StartsWith(CookiePrefix, StringComparison.Ordinal) ? $"Cookie: {Name[CookiePrefix.Length..]}=..." : $"{Name}: ...");

    /// <summary>The header that carries it.</summary>
    public string Header => Name.StartsWith(CookiePrefix, StringComparison.Ordinal) ? "Cookie" : Name;

    /// <summary>Finds them, in the order of their names.</summary>
    /// <param name="exchanges">The exchanges.</param>
    /// <param name="chains">What the service gives out.</param>
    /// <param name="given">How many redacted credentials it does give out.</param>
    public static IReadOnlyList<LeftOutCredential> In(IEnumerable<RecordedExchange> exchanges, LiveChains chains, out int given)
    {
        var lacking = new SortedDictionary<string, LeftOutCredential>(StringComparer.OrdinalIgnoreCase);
        given = 0;
        foreach (RecordedExchange exchange in exchanges)
        {
            foreach ((string name, bool isGiven) in Redacted(exchange, chains))
            {
                given += isGiven ? 1 : 0;
                if (!isGiven)
                {
                    lacking[name] = lacking.TryGetValue(name, out LeftOutCredential? known) ? known with { Count = known.Count + 1 } : new LeftOutCredential(name, exchange.Index, 1);
                }
            }
        }

        return [.. lacking.Values];
    }

    private static IEnumerable<(string Name, bool IsGiven)> Redacted(RecordedExchange exchange, LiveChains chains)
    {
        foreach ((string name, IReadOnlyList<string> values) in exchange.Request.Headers)
        {
            if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            {
                foreach ((string cookie, string? value) in values.SelectMany(RecordedCookie.Pairs).Where(pair => Redaction.IsRedacted(pair.Value ?? pair.Name)))
                {
                    yield return (CookiePrefix + cookie, value is not null && chains.OfCookie(cookie, value) is { } chain && chain.Sinks.Any(sink => sink.Exchange == exchange.Index));
                }
            }
            else if (!PlannedHeaders.IsOurs(name) && values.Any(Redaction.IsRedacted))
            {
                yield return (name, chains.Gives(exchange.Index, name));
            }
        }
    }
}
