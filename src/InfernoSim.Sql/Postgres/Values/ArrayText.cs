using System.Buffers;
using System.Text;

namespace InfernoSim.Sql.Postgres.Values;

/// <summary>
/// The text of an array of one dimension that begins at 1, as the server writes it
/// (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO): <c>{1,NULL,"two words"}</c>.
/// </summary>
internal static class ArrayText
{
    private const string Null = "NULL";

    private static readonly SearchValues<char> Quoted = SearchValues.Create("\"\\{}, \t\n\r\v\f");

    /// <summary>The text of an array.</summary>
    /// <param name="elements">The texts of its elements; <see langword="null"/> for null.</param>
    public static string Write(IEnumerable<string?> elements) => $"{{{string.Join(',', elements.Select(element => element is null ? Null : Quote(element)))}}}";

    /// <summary>The texts of an array's elements.</summary>
    /// <param name="text">The text of the array.</param>
    /// <returns><see langword="null"/> where it is none of one dimension that begins at 1.</returns>
    public static List<string?>? Read(string text)
    {
        if (text is not ['{', .., '}'])
        {
            return null;
        }

        var elements = new List<string?>();
        int at = 1;
        while (at < text.Length - 1)
        {
            if (ReadElement(text, ref at, out string? element))
            {
                elements.Add(element);
            }
            else
            {
                return null;
            }
        }

        return elements;
    }

    private static string Quote(string element) =>
        element.Length == 0 || element.Equals(Null, StringComparison.OrdinalIgnoreCase) || element.AsSpan().ContainsAny(Quoted)
            ? $"\"{element.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : element;

    // Up to the comma or the brace that ends it; of another dimension there is a brace before that.
    private static bool ReadElement(string text, ref int at, out string? element)
    {
        var read = new StringBuilder();
        bool isQuoted = text[at] == '"';
        bool isInQuotes = isQuoted;
        at += isQuoted ? 1 : 0;
        while (at < text.Length - 1 && (isInQuotes || text[at] != ','))
        {
            if (isInQuotes && text[at] == '"')
            {
                isInQuotes = false;
            }
            else if (!isInQuotes && (isQuoted || text[at] is '{' or '}' or '"'))
            {
                element = null;
                return false;
            }
            else
            {
                at += isInQuotes && text[at] == '\\' ? 1 : 0;
                read.Append(text[at]);
            }

            at++;
        }

        at++;
        element = !isQuoted && read.Equals(Null) ? null : read.ToString();
        return !isInQuotes;
    }
}
