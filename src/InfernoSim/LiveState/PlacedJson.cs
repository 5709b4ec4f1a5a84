using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>What is put in place of the scalars of a JSON document, by their places, the places in arrays taken as one.</summary>
internal static class PlacedJson
{
    /// <summary>Replaces values in a document.</summary>
    /// <param name="live">The document that came.</param>
    /// <param name="recorded">The recorded documents of the same place.</param>
    /// <param name="pairs">From live to recorded values.</param>
    /// <param name="ids">The ids to replace as well; <see langword="null"/> for none.</param>
    /// <param name="moments">The moments to replace as well; <see langword="null"/> for none.</param>
    /// <returns><see langword="null"/> when there is nothing in it to replace, or it is no JSON.</returns>
    public static ReadOnlyMemory<byte>? Replace(
        ReadOnlyMemory<byte> live, IEnumerable<ReadOnlyMemory<byte>> recorded, IReadOnlyList<TokenPair> pairs, PlacedIds? ids = null, MessageMoments? moments = null)
    {
        JsonScalar[] known = [.. recorded.SelectMany(JsonScalar.In)];
        ILookup<(string Place, bool IsNumber), string> places = known
            .Where(scalar => pairs.Any(pair => scalar.Text.Contains(pair.To, StringComparison.Ordinal)))
            .ToLookup(scalar => (scalar.Place, scalar.IsNumber), scalar => scalar.Text);
        if (ids is null && moments is null && places.Count == 0)
        {
            return null;
        }

        List<JsonScalar> scalars = JsonScalar.In(live);
        Func<JsonScalar, List<TextEdit>> idsOf = ids?.In(scalars, known) ?? (static _ => []);
        Dictionary<string, string> atPointer = moments is null ? [] : known.DistinctBy(scalar => scalar.Pointer).ToDictionary(scalar => scalar.Pointer, scalar => scalar.Text, StringComparer.Ordinal);
        return JsonScalar.Replace(live, scalars, scalar =>
        {
            string text = TextEdit.Apply(scalar.Text, [.. idsOf(scalar), .. PlacedText.Find(scalar.Text, places[(scalar.Place, scalar.IsNumber)], pairs)]);
            return moments?.MayBeAt(scalar.Pointer) == true ? moments.ToRecorded(text, atPointer.GetValueOrDefault(scalar.Pointer)) : text;
        });
    }
}
