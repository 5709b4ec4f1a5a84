using InfernoSim.Incidents;

namespace InfernoSim.Planning;

/// <summary>A credential that is supplied for a replay, where the recorded requests had several: it can be only one user's.</summary>
/// <param name="Name">The header.</param>
/// <param name="Values">How many different values were recorded.</param>
/// <param name="Exchanges">The exchanges that are sent it, from 0.</param>
internal sealed record SuppliedCredential(string Name, int Values, IReadOnlySet<int> Exchanges)
{
    /// <summary>What is wrong with it, in a sentence.</summary>
    /// <param name="words">How messages call an option.</param>
    public string Describe(OptionWording words) =>
        $"{words.WithValue(nameof(ReplayOptions.Headers), $"{Name}: ...")} is sent in place of {Values} different values that were recorded, those of several users "
        + "(record with sensitive data kept, or replay the exchanges of one user)";

    /// <summary>Finds them.</summary>
    /// <param name="exchanges">The exchanges that are replayed.</param>
    /// <param name="supplied">The headers that are supplied.</param>
    public static IReadOnlyList<SuppliedCredential> In(IReadOnlyList<PlannedExchange> exchanges, IReadOnlyList<KeyValuePair<string, string>> supplied) =>
    [
        .. from name in supplied.Select(header => header.Key).Distinct(StringComparer.OrdinalIgnoreCase)
           where SecretHeaders.Names.Contains(name)
           let carriers = exchanges.Where(exchange => exchange.Recorded.Request.Headers.Values(name).Count > 0).ToArray()
           let values = carriers.Select(exchange => string.Join('\n', exchange.Recorded.Request.Headers.Values(name))).Distinct(StringComparer.Ordinal).Count()
           where values > 1
           select new SuppliedCredential(name, values, carriers.Select(exchange => exchange.Index).ToHashSet()),
    ];
}
