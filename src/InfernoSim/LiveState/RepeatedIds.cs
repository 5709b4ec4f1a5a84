using InfernoSim.Incidents;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// UUIDs and the like, and other values that are named like an id, that the service gave to what a request made, that no request sends, and that a
/// later response shows again: such as a key beside the number that an order is asked for by.
/// </summary>
internal static class RepeatedIds
{
    /// <summary>Finds them.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="known">The values that requests have sent.</param>
    public static IReadOnlySet<string> In(Incident incident, ValueOccurrences known)
    {
        var first = new Dictionary<string, RecordedExchange>(StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        foreach (RecordedExchange exchange in incident.Exchanges.Where(IdChains.MayShow).OrderBy(ValueOccurrences.EndOf))
        {
            foreach (string id in IdsOf(exchange).Where(id => known.Of(id).Count == 0))
            {
                // What only reads shows first was there before.
                if (!first.TryAdd(id, exchange) && first[id] != exchange && IdChains.MayMake(first[id]) && ValueOccurrences.EndOf(first[id]) < ValueOccurrences.EndOf(exchange))
                {
                    repeated.Add(id);
                }
            }
        }

        return repeated;
    }

    private static IEnumerable<string> IdsOf(RecordedExchange exchange) => ValueOccurrences.OfResponse(exchange.Response!).Where(IsId).Select(value => value.Text);

    // Other random values may say something, as the hash of a document does, and a number that is short may be one that the service decided on.
    private static bool IsId(FoundValue value) => ShapedValue.Of(value.Text).Shape switch
    {
        ValueShape.Uuid or ValueShape.Ulid => true,
        ValueShape.Digits => value.Text.Length > ShapedValue.LongestAmount && IsNamed(value.Place.Name),
        ValueShape.Hex or ValueShape.Opaque => IsNamed(value.Place.Name),
        _ => false,
    };

    private static bool IsNamed(string name) => ResourceName.IsOfId(name) || ResourceName.IsOfNumber(name);
}
