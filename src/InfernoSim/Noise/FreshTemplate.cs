using System.Buffers;
using System.Text.RegularExpressions;
using InfernoSim.LiveState;

namespace InfernoSim.Noise;

/// <summary>What the values of a place have in common: fixed texts, and forms in place of what is new each time.</summary>
internal sealed class FreshTemplate
{
    // Up to here a value is shown as a whole; of a longer one what is before each form says where it is.
    private const int LongestWhole = 48;
    private const int LongestContext = 30;

    private static readonly SearchValues<char> Separators = SearchValues.Create("-_:/ .=|#~@\"");

    private static readonly SearchValues<char> EndsOfWords = SearchValues.Create(" ;,'\"<>");

    private readonly List<Piece> _pieces = [];

    private FreshTemplate()
    {
    }

    /// <summary>Whether anything in it says what it is, beside its forms.</summary>
    public bool IsTelling => _pieces.Any(piece => piece.IsForm ? !piece.Text.StartsWith("digits", StringComparison.Ordinal) && !piece.Text.StartsWith("hex", StringComparison.Ordinal) && piece.Text != "number" : piece.Text.Any(char.IsAsciiLetter));

    /// <summary>Finds what values have in common.</summary>
    /// <param name="values">The values, not all the same.</param>
    /// <param name="formOf">The form of a part that differs; the whole values of one token are tried first.</param>
    /// <returns><see langword="null"/> when a part that differs has no form.</returns>
    public static FreshTemplate? Of(IReadOnlyList<string> values, Func<string[], string?> formOf)
    {
        return ValueTokens.Align(values).Select(aligned => Of(aligned, formOf)).FirstOrDefault(template => template is not null);
    }

    private static FreshTemplate? Of(string[][] aligned, Func<string[], string?> formOf)
    {
        var template = new FreshTemplate();
        for (int piece = 0; piece < aligned[0].Length; piece++)
        {
            string[] parts = [.. aligned.Select(value => value[piece])];
            if (parts.Distinct(StringComparer.Ordinal).Count() == 1)
            {
                template.AddFixed(parts[0]);
            }
            else if (!template.TryAdd(parts, formOf))
            {
                return null;
            }
        }

        return template;
    }

    /// <summary>The parts of a token that differ, without what all have in common at the ends, up to a separator.</summary>
    public static (string Before, string[] Parts, string After) Middle(string[] values)
    {
        int start = values[0].AsSpan(0, ValueForms.Common(values, fromEnd: false)).LastIndexOfAny(Separators) + 1;
        string[] rest = [.. values.Select(value => value[start..])];
        int tail = ValueForms.Common(rest, fromEnd: true);
        int sign = rest[0].AsSpan(rest[0].Length - tail).IndexOfAny(Separators);
        int end = sign < 0 ? 0 : tail - sign;
        return (values[0][..start], [.. rest.Select(value => value[..^end])], rest[0][^end..]);
    }

    /// <summary>As one expression for the whole value.</summary>
    public string AsExpression() => string.Concat(_pieces.Select(piece => piece.AsExpression()));

    /// <summary>As expressions that each find one form, or as one where that is short.</summary>
    public IReadOnlyList<string> AsExpressions()
    {
        // Directives and parameters are each for themselves.
        Piece[] texts = [.. _pieces.Where(piece => !piece.IsForm)];
        if (texts.Sum(text => text.Text.Length) <= LongestWhole && !texts.Any(text => text.Text.Contains(';', StringComparison.Ordinal)))
        {
            return [AsExpression()];
        }

        var expressions = new List<string>();
        for (int i = 0; i < _pieces.Count; i++)
        {
            if (_pieces[i].IsForm)
            {
                string before = i == 0 ? "" : _pieces[i - 1].Text;
                string after = i + 1 == _pieces.Count ? "" : _pieces[i + 1].Text;
                expressions.Add(Escape(Context(before)) + _pieces[i].AsExpression() + Escape(after.Length > 0 && !char.IsAsciiLetterOrDigit(after[0]) ? after[..1] : ""));
            }
        }

        return [.. expressions.Distinct()];
    }

    /// <summary>As a path with forms in it.</summary>
    public string AsPath() => string.Concat(_pieces.Select(piece => piece.IsForm ? $"{{{piece.Text}}}" : piece.Text));

    /// <summary>As a route, with a <c>*</c> for each form.</summary>
    public string AsRoute() => string.Concat(_pieces.Select(piece => piece.IsForm ? "*" : piece.Text));

    /// <summary>A text as an expression that finds it, readable where it can be.</summary>
    public static string Escape(string text) => Regex.Escape(text)
        .Replace("\\ ", " ", StringComparison.Ordinal)
        .Replace("\\#", "#", StringComparison.Ordinal)
        .Replace(";", "\\x3b", StringComparison.Ordinal);

    private bool TryAdd(string[] parts, Func<string[], string?> formOf)
    {
        if (formOf(parts) is { } whole)
        {
            _pieces.Add(new Piece(whole, IsForm: true));
            return true;
        }

        (string before, string[] middle, string after) = Middle(parts);
        if (before.Length + after.Length == 0 || middle.Any(part => part.Length == 0) || formOf(middle) is not { } form)
        {
            return false;
        }

        AddFixed(before);
        _pieces.Add(new Piece(form, IsForm: true));
        AddFixed(after);
        return true;
    }

    private void AddFixed(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_pieces is [.., { IsForm: false } last])
        {
            _pieces[^1] = last with { Text = last.Text + text };
        }
        else
        {
            _pieces.Add(new Piece(text, IsForm: false));
        }
    }

    // The name before a value is enough: nonce-, dur=.
    private static string Context(string before)
    {
        string context = before.Length > LongestContext ? before[^LongestContext..] : before;
        int word = context.AsSpan().LastIndexOfAny(EndsOfWords);
        return word >= 0 && context[(word + 1)..].Any(char.IsAsciiLetter) ? context[(word + 1)..] : context;
    }

    private sealed record Piece(string Text, bool IsForm)
    {
        public string AsExpression() => IsForm ? $"{{{Text}}}" : Escape(Text);
    }
}
