using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// Puts recorded values in place of live ones that are too common to be searched for, such as the <c>1</c> of a fresh database:
/// only where the recorded text has the recorded value, told by what stands before and after it.
/// </summary>
internal static class PlacedText
{
    // More than this says no more about the place.
    private const int LongestContext = 12;

    /// <summary>Whether a live value is one that stands nowhere by accident.</summary>
    /// <param name="live">The value.</param>
    public static bool IsDistinct(string live) =>
        ShapedValue.Of(live).MayChain
        || (live.Length >= ShapedValue.ShortestDigits && live.Any(char.IsAsciiLetter))
        || (live.Length > ShapedValue.LongestAmount && live.All(char.IsAsciiDigit));

    /// <summary>Whether a value that was not taken for a recorded one can get one text in what workers agree on: it is long enough to be no other thing's as well.</summary>
    /// <param name="live">The value.</param>
    public static bool IsLong(string live) => live.Length >= ShapedValue.ShortestDigits;

    /// <summary>Replaces values in a text.</summary>
    /// <param name="live">The text that came.</param>
    /// <param name="recorded">The recorded texts of the same place.</param>
    /// <param name="pairs">From live to recorded values.</param>
    /// <returns>The same text when nothing is in it.</returns>
    public static string Replace(string live, IEnumerable<string> recorded, IReadOnlyList<TokenPair> pairs) => TextEdit.Apply(live, Find(live, recorded, pairs));

    /// <summary>Finds values in a text.</summary>
    /// <param name="live">The text that came.</param>
    /// <param name="recorded">The recorded texts of the same place.</param>
    /// <param name="pairs">From live to recorded values.</param>
    /// <returns>What stands in their place.</returns>
    public static List<TextEdit> Find(string live, IEnumerable<string> recorded, IReadOnlyList<TokenPair> pairs)
    {
        var edits = new List<TextEdit>();
        if (!pairs.Any(pair => live.Contains(pair.From, StringComparison.Ordinal)))
        {
            return edits;
        }

        HashSet<(string Value, string Before, string After)> places = [.. recorded.SelectMany(text => pairs.SelectMany(pair => Places(text, pair.To, pair.IsNumber)))];
        for (int at = 0; at < live.Length && places.Count > 0; at++)
        {
            foreach (TokenPair pair in pairs)
            {
                if (string.CompareOrdinal(live, at, pair.From, 0, pair.From.Length) == 0
                    && TokenText.IsWhole(live, at, pair.From.Length, pair.IsNumber)
                    && places.Contains(Around(live, at, pair.From.Length, pair.To)))
                {
                    edits.Add(new TextEdit(at, pair.From.Length, pair.To));
                    at += pair.From.Length - 1;
                    break;
                }
            }
        }

        return edits;
    }

    private static IEnumerable<(string Value, string Before, string After)> Places(string text, string value, bool isNumber)
    {
        for (int at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            if (TokenText.IsWhole(text, at, value.Length, isNumber))
            {
                yield return Around(text, at, value.Length, value);
            }
        }
    }

    // Up to the next number, which may be another live value.
    private static (string Value, string Before, string After) Around(string text, int at, int length, string value)
    {
        int start = at;
        while (start > 0 && at - start < LongestContext && !char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        int end = at + length;
        while (end < text.Length && end - at - length < LongestContext && !char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return (value, text[start..at], text[(at + length)..end]);
    }
}
