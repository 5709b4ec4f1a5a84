using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>Makes the expression that finds a token of a text again: by what is before it, and by its form.</summary>
internal static class TextRules
{
    private const int LongestContext = 30;
    private const string AnyToken = """[^\s"'<>,;()\[\]{}=&?|]+""";

    /// <summary>The expression.</summary>
    /// <param name="context">What is fixed before the token on its line.</param>
    /// <param name="isLineStart">Whether the line begins with it.</param>
    /// <param name="template">What the tokens have in common; <see langword="null"/> when that is not known.</param>
    /// <returns><see langword="null"/> when it would find other tokens as well.</returns>
    public static string? PatternFor(string context, bool isLineStart, FreshTemplate? template)
    {
        if (template is not { IsTelling: true } && !isLineStart && string.IsNullOrWhiteSpace(context))
        {
            return null;
        }

        string shown = Shorten(context);
        bool isShortened = shown.Length < context.Length;
        string before = FreshTemplate.Escape(shown);
        return (isLineStart && !isShortened ? "(?m)^" : "") + before + (template?.AsExpression() ?? AnyToken);
    }

    // The element, or else the words, that a value is in.
    private static string Shorten(string context)
    {
        int element = context.LastIndexOf('<');
        if (element > 0 && context.Length - element <= 2 * LongestContext)
        {
            return context[element..];
        }

        if (context.Length <= LongestContext)
        {
            return context;
        }

        string end = context[^LongestContext..];
        int word = end.IndexOf(' ', StringComparison.Ordinal);
        return word < 0 || word == end.Length - 1 ? end : end[(word + 1)..];
    }
}
