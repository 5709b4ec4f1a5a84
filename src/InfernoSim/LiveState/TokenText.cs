using System.Text;
using System.Text.Json;

namespace InfernoSim.LiveState;

/// <summary>How a text writes values down.</summary>
internal enum TextKind
{
    /// <summary>As they are: headers, and bodies of other types.</summary>
    Plain,

    /// <summary>Percent-encoded: targets and forms.</summary>
    Url,

    /// <summary>Escaped as in JSON.</summary>
    Json,
}

/// <summary>A value and what to put in its place.</summary>
/// <param name="From">The value, decoded.</param>
/// <param name="To">The other value, decoded.</param>
/// <param name="IsNumber">Whether both are decimal digits, which also <c>-</c>, <c>_</c> and <c>.</c> would continue.</param>
internal readonly record struct TokenPair(string From, string To, bool IsNumber);

/// <summary>Replaces values where they stand as whole tokens, each written as its text requires.</summary>
internal static class TokenText
{
    /// <summary>Replaces all values at once, so that what was put in is not replaced again.</summary>
    /// <param name="text">The text. Of a body in another encoding than UTF-16 a character may stand for a byte.</param>
    /// <param name="pairs">What to replace.</param>
    /// <param name="kind">How the text writes values.</param>
    /// <returns>The same text when nothing is in it.</returns>
    public static string Replace(string text, IReadOnlyList<TokenPair> pairs, TextKind kind)
    {
        var forms = new List<TokenPair>(pairs.Count);
        foreach (TokenPair pair in pairs)
        {
            AddForms(pair, kind, text, forms);
        }

        return forms.Count == 0 ? text : ReplaceForms(text, forms);
    }

    /// <summary>Whether a value stands in a text as a whole token.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="isNumber">Whether it is decimal digits.</param>
    public static bool IsWhole(string text, int at, int length, bool isNumber) =>
        !(at > 0 && Continues(text[at - 1], isNumber) && !IsAfterEscape(text, at))
        && !(at + length < text.Length && Continues(text[at + length], isNumber) && !(text[at + length] == '.' && !IsFollowedByDigit(text, at + length)));

    private static string ReplaceForms(string text, List<TokenPair> forms)
    {
        var result = new StringBuilder(text.Length + 64);
        int[] next = [.. forms.Select(form => text.IndexOf(form.From, StringComparison.Ordinal))];
        int copied = 0;
        while (FirstOf(next, forms) is var first && first >= 0)
        {
            int at = next[first];
            int end = at + 1;
            if (IsWhole(text, at, forms[first].From.Length, forms[first].IsNumber))
            {
                result.Append(text, copied, at - copied).Append(forms[first].To);
                copied = end = at + forms[first].From.Length;
            }
            else
            {
                // A shorter value at the same place may be whole; this one is looked for further on.
                next[first] = text.IndexOf(forms[first].From, end, StringComparison.Ordinal);
                continue;
            }

            for (int i = 0; i < next.Length; i++)
            {
                next[i] = next[i] >= 0 && next[i] < end ? text.IndexOf(forms[i].From, end, StringComparison.Ordinal) : next[i];
            }
        }

        return copied == 0 ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    // The first in the text; of several at one place the longest.
    private static int FirstOf(int[] next, List<TokenPair> forms)
    {
        int first = -1;
        for (int i = 0; i < next.Length; i++)
        {
            if (next[i] >= 0 && (first < 0 || next[i] < next[first] || (next[i] == next[first] && forms[i].From.Length > forms[first].From.Length)))
            {
                first = i;
            }
        }

        return first;
    }

    private static void AddForms(TokenPair pair, TextKind kind, string text, List<TokenPair> to)
    {
        switch (kind)
        {
            case TextKind.Url:
                AddForm(pair, Uri.EscapeDataString, text, to);
                AddForm(pair, UnescapedInUrl, text, to);
                break;
            case TextKind.Json:
                AddForm(pair, static value => value, text, to);
                AddForm(pair, static value => JsonEncodedText.Encode(value).ToString(), text, to);
                AddForm(pair, static value => value.Replace("/", "\\/", StringComparison.Ordinal), text, to);
                AddForm(pair, Uri.EscapeDataString, text, to);
                break;
            default:
                AddForm(pair, static value => value, text, to);
                AddForm(pair, Uri.EscapeDataString, text, to);
                break;
        }
    }

    private static void AddForm(TokenPair pair, Func<string, string> write, string text, List<TokenPair> to)
    {
        string from = write(pair.From);
        if (text.Contains(from, StringComparison.Ordinal) && !to.Any(form => form.From == from))
        {
            to.Add(new TokenPair(from, write(pair.To), pair.IsNumber));
        }
    }

    // Clients differ in whether they encode what a segment or value may hold as it is.
    private static string UnescapedInUrl(string value) => Uri.EscapeDataString(value).Replace("%3D", "=", StringComparison.Ordinal).Replace("%7E", "~", StringComparison.Ordinal);

    private static bool Continues(char c, bool isNumber) => char.IsAsciiLetterOrDigit(c) || (isNumber && c is '-' or '_' or '.');

    private static bool IsFollowedByDigit(string text, int at) => at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at + 1]);

    // What an escape ends with is no part of what follows: %2F, \n, \u0022.
    private static bool IsAfterEscape(string text, int at) =>
        (at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]))
        || (at >= 2 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't')
        || (at >= 6 && text[at - 6] == '\\' && text[at - 5] == 'u');
}
