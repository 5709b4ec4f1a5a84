using System.Text.RegularExpressions;

namespace InfernoSim.Healing;

/// <summary>Makes the expression that finds a token of a text again: by what is before it, and by its form.</summary>
internal static class TextRules
{
    private const int LongestContext = 30;

    /// <summary>The expression.</summary>
    /// <param name="context">What is fixed before the token on its line.</param>
    /// <param name="isLineStart">Whether the line begins with it.</param>
    /// <param name="kind">The kind of the token.</param>
    /// <returns><see langword="null"/> when it would find other tokens as well.</returns>
    public static string? PatternFor(string context, bool isLineStart, string? kind)
    {
        string? form = kind switch
        {
            "UUID v4" or "UUID v7" or "UUID" => "[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
            "ULID" => "[0-7][0-9A-HJKMNP-TV-Z]{25}",
            "HTTP date" => @"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
            "ISO 8601 time" => @"\d{4}-?\d\d-?\d\d[T ][0-9:.]+(Z|[+-][0-9:]+)?",
            "epoch seconds" or "epoch milliseconds" or "epoch microseconds" => @"\d{10,16}(\.\d+)?",
            "hex id" => "([0-9a-f]{8,}|[0-9A-F]{8,})",
            _ => null,
        };
        bool isTelling = form is not null && !kind!.StartsWith("epoch", StringComparison.Ordinal) && kind != "hex id";
        if (!isTelling && !isLineStart && string.IsNullOrWhiteSpace(context))
        {
            return null;
        }

        bool isShortened = context.Length > LongestContext;
        string before = Regex.Escape(isShortened ? context[^LongestContext..] : context).Replace("\\ ", " ", StringComparison.Ordinal);
        return (isLineStart && !isShortened ? "(?m)^" : "") + before + (form ?? """[^\s"'<>,;()\[\]{}=&?|]+""");
    }
}
