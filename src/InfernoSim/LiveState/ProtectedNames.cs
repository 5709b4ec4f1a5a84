using System.Collections.Frozen;

namespace InfernoSim.LiveState;

/// <summary>Names of fields that say what the service decided. What is there is compared, and never taken for live state.</summary>
internal static class ProtectedNames
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "amount", "balance", "cost", "count", "currency", "discount", "error", "fee", "message", "price", "quantity", "rate", "reason", "result", "state",
            "status", "subtotal", "sum", "tax", "total", "type", "unitprice", "version", "vat",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, in lower case.</summary>
    public static IEnumerable<string> All => Names;

    /// <summary>Whether the last name of a place is one of them, hyphens and underscores aside.</summary>
    /// <param name="place">The place.</param>
    public static bool Contain(ValuePlace place) =>
        place.Part != MessagePart.Path
        && Names.Contains(place.Name[(place.Name.LastIndexOf('/') + 1)..].Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal));
}
