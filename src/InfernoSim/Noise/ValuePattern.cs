using System.Text.RegularExpressions;

namespace InfernoSim.Noise;

/// <summary>
/// The regular expression of a rule. In it <c>{uuid}</c>, <c>{time}</c> and the like stand for values of that <see cref="ValueForm"/>:
/// where there are any, only they are ignored, and the rest says where they are.
/// </summary>
internal sealed class ValuePattern
{
    /// <summary>What stands for an ignored text that has no form.</summary>
    public const string Marker = "(ignored)";

    /// <summary>How long one text may take, where the expression is one whose time grows faster than the text.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;
    private readonly ValueForm[] _forms;

    private ValuePattern(Regex regex, ValueForm[] forms)
    {
        _regex = regex;
        _forms = forms;
    }

    /// <summary>The forms in it, in order.</summary>
    public IReadOnlyList<ValueForm> Forms => _forms;

    /// <summary>Parses an expression. One without look-around and back-references takes time in proportion to the text.</summary>
    /// <exception cref="ReplayConfigurationException">It is not valid, or matches the empty text.</exception>
    public static ValuePattern Parse(string text)
    {
        string expanded = PatternForms.Expand(text, out ValueForm[] forms);
        Regex regex;
        try
        {
            regex = Compile(expanded);
        }
        catch (ArgumentException problem)
        {
            throw new ReplayConfigurationException($"'{text}' is not a regular expression: {problem.Message.ReplaceLineEndings(" ")}", problem);
        }

        return MatchesEmpty(regex, text)
            ? throw new ReplayConfigurationException($"'{text}' matches the empty text and so everything; write what is to be ignored, for example took \\d+ ms")
            : new ValuePattern(regex, forms);
    }

    /// <summary>Replaces what is to be ignored.</summary>
    /// <param name="text">A text.</param>
    /// <param name="context">The message that it is from.</param>
    /// <param name="count">How many values were replaced.</param>
    /// <returns>The text; <see langword="null"/> when it took too long, so that nothing is ignored.</returns>
    public string? Replace(string text, NoiseContext context, out int count)
    {
        int found = 0;
        count = 0;
        try
        {
            string replaced = _regex.Replace(text, match => Stand(text, match, context, ref found));
            count = found;
            return replaced;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>What is to be ignored in a text, whole matches.</summary>
    /// <param name="text">A text.</param>
    /// <returns>Where they are; <see langword="null"/> when it took too long.</returns>
    public IReadOnlyList<(int Start, int Length)>? Find(string text)
    {
        try
        {
            return [.. _regex.Matches(text).Where(match => match.Length > 0).Select(match => (match.Index, match.Length))];
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private string Stand(string text, Match match, NoiseContext context, ref int found)
    {
        if (_forms.Length == 0)
        {
            found += match.Length > 0 ? 1 : 0;
            return match.Length > 0 ? Marker : "";
        }

        // Of an expression with several forms all have to hold, or it is not what the rule is about.
        (Capture Value, string Stand)[]? values = PatternForms.Read(text, match, _forms, context);
        if (values is null)
        {
            return match.Value;
        }

        found += values.Length;
        return PatternForms.Put(match.Value, match.Index, values);
    }

    private static bool MatchesEmpty(Regex regex, string text)
    {
        try
        {
            return regex.IsMatch("");
        }
        catch (RegexMatchTimeoutException problem)
        {
            throw new ReplayConfigurationException($"'{text}' is looked for longer than a second where there is no text at all; write a simpler expression, for example took \\d+ ms", problem);
        }
    }

    private static Regex Compile(string text)
    {
        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            return new Regex(text, RegexOptions.CultureInvariant, Limit);
        }
    }
}
