using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Planning;

namespace InfernoSim.Inspection;

/// <summary>Credentials of recorded requests that capture redacted.</summary>
internal static class RedactedCredentials
{
    /// <summary>Finds them: one finding for each header and each cookie that the service does not give out itself, and one for those that it does.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="chains">Its chains.</param>
    public static IEnumerable<Finding> In(Incident incident, LiveChains chains)
    {
        var lacking = new SortedDictionary<string, (int First, int Count)>(StringComparer.OrdinalIgnoreCase);
        int given = 0;
        foreach (RecordedExchange exchange in incident.Exchanges)
        {
            foreach (string name in Redacted(exchange.Request.Headers))
            {
                if (IsGiven(name, exchange.Index, chains))
                {
                    given++;
                }
                else
                {
                    lacking[name] = lacking.TryGetValue(name, out (int First, int Count) known) ? (known.First, known.Count + 1) : (exchange.Index, 1);
                }
            }
        }

        if (given > 0)
        {
            yield return new Finding(FindingKind.Redacted, FindingLevel.Note, $"{Count(given, "redacted credential is", "redacted credentials are")} given out by the service itself; a replay sends what it gives");
        }

        foreach ((string name, (int first, int count)) in lacking)
        {
            yield return new Finding(
                FindingKind.Redacted,
                FindingLevel.Fails,
                $"capture redacted {name} in {Count(count, "request", "requests")}, first in exchange {first + 1}, and the service does not give it out",
                name.StartsWith("cookie ", StringComparison.Ordinal) ? $"supply it: --header 'Cookie: {name["cookie ".Length..]}=...'" : $"supply it: --header '{name}: ...'");
        }
    }

    private static IEnumerable<string> Redacted(HeaderMap headers)
    {
        foreach ((string name, IReadOnlyList<string> values) in headers)
        {
            if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string pair in values.SelectMany(line => line.Split(';', StringSplitOptions.TrimEntries)).Where(Redaction.IsRedacted))
                {
                    yield return $"cookie {pair.Split('=')[0]}";
                }
            }
            else if (!PlannedHeaders.IsOurs(name) && values.Any(Redaction.IsRedacted))
            {
                yield return name;
            }
        }
    }

    private static bool IsGiven(string name, int exchange, LiveChains chains) => name.StartsWith("cookie ", StringComparison.Ordinal)
        ? chains.OfCookie(name["cookie ".Length..]) is { } cookie && cookie.Sinks.Any(sink => sink.Exchange == exchange)
        : chains.Gives(exchange, name);

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
