using System.Text.RegularExpressions;
using InfernoSim.Matching;
using InfernoSim.ResourceIds;

namespace InfernoSim.LiveState;

/// <summary>
/// Puts recorded ids in place of live ones in cursors of lists that hide them in base64: only where the recorded cursor at the same place says
/// the recorded id at the same place of its text.
/// </summary>
internal static partial class PlacedCursors
{
    /// <summary>Whether a scalar of a document may be such a cursor, or a URL with one.</summary>
    /// <param name="scalar">The scalar.</param>
    public static bool MayHold(JsonScalar scalar) =>
        scalar.Text.Contains('=', StringComparison.Ordinal) || (ResourceName.IsOfCursor(JsonPointer.LastOf(scalar.Pointer)) && CursorText.Decode(scalar.Text) is not null);

    /// <summary>Replaces in a text that is a cursor.</summary>
    /// <param name="live">The cursor that came.</param>
    /// <param name="recorded">The recorded ones of the same place.</param>
    /// <param name="pairs">From live to recorded ids.</param>
    public static IEnumerable<TextEdit> In(string live, IEnumerable<string> recorded, IReadOnlyList<TokenPair> pairs) =>
        Replaced(live, recorded, pairs) is { } cursor ? [new TextEdit(0, live.Length, cursor)] : [];

    /// <summary>Replaces in the parameters of URLs.</summary>
    /// <param name="live">The text that came.</param>
    /// <param name="recorded">The recorded texts of the same place.</param>
    /// <param name="pairs">From live to recorded ids.</param>
    public static IEnumerable<TextEdit> InUrls(string live, IEnumerable<string> recorded, IReadOnlyList<TokenPair> pairs)
    {
        if (pairs.Count == 0 || CursorsIn(live) is not { Count: > 0 } cursors)
        {
            yield break;
        }

        ILookup<string, string> known = recorded.SelectMany(CursorsIn).ToLookup(cursor => cursor.Name, cursor => cursor.Text);
        foreach ((string name, int start, int length, string text) in cursors)
        {
            if (Replaced(text, known[name], pairs) is { } replaced)
            {
                yield return new TextEdit(start, length, Uri.EscapeDataString(replaced));
            }
        }
    }

    private static string? Replaced(string live, IEnumerable<string> recorded, IReadOnlyList<TokenPair> pairs)
    {
        if (pairs.Count == 0 || CursorText.Decode(live) is not { } said)
        {
            return null;
        }

        (string Text, string Said)[] known = [.. from cursor in recorded let text = CursorText.Decode(cursor) where text is not null select (cursor, text)];
        string replaced = PlacedText.Replace(said, known.Select(cursor => cursor.Said), pairs);
        if (ReferenceEquals(replaced, said))
        {
            return null;
        }

        // Whether base64 is filled up does not show where there was nothing to fill: the recorded one is as good as any.
        string? same = known.FirstOrDefault(cursor => cursor.Said == replaced && CursorText.Encode(said, cursor.Text) == live).Text;
        return same ?? CursorText.Encode(replaced, live);
    }

    private static List<(string Name, int Start, int Length, string Text)> CursorsIn(string text) =>
        !text.Contains('=', StringComparison.Ordinal) ? [] :
        [
            .. from parameter in Parameter().Matches(text)
               let name = Uri.UnescapeDataString(parameter.Groups["name"].Value)
               let value = parameter.Groups["value"]
               where ResourceName.IsOfCursor(name)
               select (name, value.Index, value.Length, Uri.UnescapeDataString(value.Value)),
        ];

    // In a query, a form, and the links of a page or a header.
    [GeneratedRegex(@"(?<=^|[?&;])(?<name>[^=?&;#\s""'<>]+)=(?<value>[^&#\s""'<>]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
