using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Noise;

/// <summary>The forms inside of an expression: how they become groups of it, and how what a group has found is read.</summary>
internal static class PatternForms
{
    private const string Group = "form";

    /// <summary>Puts groups in place of forms.</summary>
    /// <param name="text">An expression, such as <c>urn:uuid:{uuid}</c>.</param>
    /// <param name="forms">The forms in it, in order.</param>
    /// <returns>A regular expression.</returns>
    /// <exception cref="ReplayConfigurationException">A form is not one.</exception>
    public static string Expand(string text, out ValueForm[] forms)
    {
        var found = new List<ValueForm>();
        var expanded = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            int end = EndOfForm(text, at);
            if (end > at)
            {
                var form = ValueForm.Parse(text[(at + 1)..end]);
                expanded.Append($"(?<{Group}{found.Count}>{form.Pattern})");
                found.Add(form);
                at = end;
                continue;
            }

            int length = LengthOfEscape(text, at);
            expanded.Append(text, at, length);
            at += length - 1;
        }

        forms = [.. found];
        return expanded.ToString();
    }

    /// <summary>What the groups have found.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="match">A match in it.</param>
    /// <param name="forms">The forms of the expression.</param>
    /// <param name="context">The message that the text is from.</param>
    /// <returns>Each value and what stands for it; <see langword="null"/> when one is not of its form.</returns>
    public static (Capture Value, string Stand)[]? Read(string text, Match match, ValueForm[] forms, NoiseContext context)
    {
        var values = new List<(Capture, string)>();
        for (int form = 0; form < forms.Length; form++)
        {
            foreach (Capture capture in match.Groups[$"{Group}{form}"].Captures)
            {
                if (!IsWhole(text, match, capture) || context.IsKept?.Invoke(capture.Value) == true || forms[form].Read(capture.Value, context) is not { } stand)
                {
                    return null;
                }

                values.Add((capture, stand));
            }
        }

        return values.Count == 0 ? null : [.. values];
    }

    /// <summary>Puts what stands for values in their place.</summary>
    /// <param name="text">A text.</param>
    /// <param name="start">Where it begins in the text that the values were found in.</param>
    /// <param name="values">The values and what stands for each.</param>
    public static string Put(string text, int start, IEnumerable<(Capture Value, string Stand)> values)
    {
        var replaced = new StringBuilder(text);
        foreach ((Capture value, string stand) in values.OrderByDescending(value => value.Value.Index))
        {
            replaced.Remove(value.Index - start, value.Length).Insert(value.Index - start, stand);
        }

        return replaced.ToString();
    }

    // The digits 1234 in 12345 are no value of their own, unless the expression says what is beside them.
    private static bool IsWhole(string text, Match match, Capture value)
    {
        int end = value.Index + value.Length;
        bool continuesBefore = value.Index == match.Index && value.Index > 0 && char.IsAsciiLetterOrDigit(text[value.Index - 1]) && char.IsAsciiLetterOrDigit(value.Value[0]);
        bool continuesAfter = end == match.Index + match.Length && end < text.Length && char.IsAsciiLetterOrDigit(text[end]) && char.IsAsciiLetterOrDigit(value.Value[^1]);
        return !continuesBefore && !continuesAfter;
    }

    // A form begins with a letter, which a quantifier of the expression does not.
    private static int EndOfForm(string text, int at) =>
        text[at] == '{' && at + 1 < text.Length && char.IsAsciiLetterLower(text[at + 1]) ? text.IndexOf('}', at) : -1;

    // \{ is a brace, and \p{Lu} a category of characters.
    private static int LengthOfEscape(string text, int at)
    {
        if (text[at] != '\\' || at + 1 == text.Length)
        {
            return 1;
        }

        int end = text[at + 1] is 'p' or 'P' ? text.IndexOf('}', at) : -1;
        return end < 0 ? 2 : end - at + 1;
    }
}
