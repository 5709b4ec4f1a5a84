using InfernoSim.Matching;
using InfernoSim.Scrubbing;

namespace InfernoSim.Policies;

/// <summary>The places of values in a query or a form.</summary>
internal static class PairPlaces
{
    /// <summary>Finds them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where its pairs begin.</param>
    /// <param name="actionOf">What becomes of the value of a name; <see langword="null"/> where nothing is said.</param>
    public static IEnumerable<PlacedText> In(string text, int start, Func<string, PlaceAction?> actionOf)
    {
        bool hasLeft = false;
        for (int at = start; at < text.Length;)
        {
            int end = text.IndexOf('&', at) is var found and >= 0 ? found : text.Length;
            int equals = text.IndexOf('=', at, end - at);
            PlaceAction? action = actionOf(PercentEncoding.DecodeField(text[at..(equals < 0 ? end : equals)]));
            if (action == PlaceAction.Drop)
            {
                // With the sign before it, or else the one behind it.
                int first = hasLeft ? at - 1 : at;
                yield return new PlacedText(first, (hasLeft ? end : Math.Min(end + 1, text.Length)) - first, PlaceAction.Drop, PlacedForm.Encoded);
            }
            else
            {
                hasLeft = true;
                if (action is { } other && equals >= 0)
                {
                    yield return new PlacedText(equals + 1, end - equals - 1, other, PlacedForm.Encoded);
                }
            }

            at = end + 1;
        }
    }
}
