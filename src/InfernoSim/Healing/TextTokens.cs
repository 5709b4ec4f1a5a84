using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using InfernoSim.Matching;

namespace InfernoSim.Healing;

/// <summary>Takes a text apart into tokens, such that texts of the same shape differ in tokens alone.</summary>
internal static partial class TextTokens
{
    /// <summary>Adds each token, and the shape of what is between them.</summary>
    public static void Add(string text, Dictionary<Position, ObservedValue> values)
    {
        var shape = new StringBuilder();
        int at = 0;
        int count = 0;
        foreach (Match token in Token().Matches(text))
        {
            shape.Append(text, at, token.Index - at).Append('\u0001');
            values[new Position(ComparedPart.Text, count++.ToString(CultureInfo.InvariantCulture))] =
                new ObservedValue(JsonNodeKind.String, token.Value, Context: ContextOf(text, token.Index));
            at = token.Index + token.Length;
        }

        shape.Append(text, at, text.Length - at);
        values[new Position(ComparedPart.Text, "")] = new ObservedValue(JsonNodeKind.String, shape.ToString());
    }

    private static string ContextOf(string text, int index)
    {
        int line = index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;
        return text[line..index];
    }

    [GeneratedRegex(@"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[0-9.]*|[^\s""'<>,;()\[\]{}=&?|]*[^\s""'<>,;()\[\]{}=&?|.:!]|[^\s""'<>,;()\[\]{}=&?|]+", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
