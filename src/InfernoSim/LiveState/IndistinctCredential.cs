namespace InfernoSim.LiveState;

/// <summary>A request whose credential the recording does not tell from others: capture redacted it without a mark, and the service had given out several.</summary>
/// <param name="Exchange">The exchange, from 0.</param>
/// <param name="Name">The header, or <c>cookie</c> and its name.</param>
/// <param name="Values">How many values it can have been.</param>
internal readonly record struct IndistinctCredential(int Exchange, string Name, int Values)
{
    /// <summary>All of an incident in a sentence.</summary>
    /// <param name="all">One or more.</param>
    public static string Describe(IReadOnlyList<IndistinctCredential> all) =>
        $"the recording does not tell users apart: capture redacted {string.Join(", ", all.Select(one => one.Name).Distinct(StringComparer.OrdinalIgnoreCase))} "
        + $"without marks, and the service had given out up to {all.Max(one => one.Values)} values by then, first in exchange {all.Min(one => one.Exchange) + 1}; a replay sends the last one";
}
