using System.Text.RegularExpressions;

namespace InfernoSim.Noise;

/// <summary>
/// The path of dependency calls with what is new in it: <c>/photos/*</c>, <c>/photos/{uuid}.jpg</c>. <c>*</c> stands for any text
/// within one segment, a <see cref="ValueForm"/> for a value of that form.
/// </summary>
internal sealed partial class PathPattern
{
    private const string Any = "any";

    private readonly Regex _regex;
    private readonly ValueForm[] _forms;

    private PathPattern(Regex regex, ValueForm[] forms)
    {
        _regex = regex;
        _forms = forms;
    }

    /// <summary>The forms in it.</summary>
    public IReadOnlyList<ValueForm> Forms => _forms;

    /// <summary>Parses a pattern.</summary>
    /// <exception cref="ReplayConfigurationException">It is not one, or names nothing that may differ.</exception>
    public static PathPattern Parse(string text)
    {
        if (!text.StartsWith('/') || text.AsSpan().ContainsAny('?', '#', ' '))
        {
            throw new ReplayConfigurationException($"'{text}' is not a path; write it from its first / to its query, for example /photos/*; a method belongs into route");
        }

        if (text.Contains("**", StringComparison.Ordinal))
        {
            throw new ReplayConfigurationException($"'{text}' would take any path for any other; write a * for each segment that is new, for example /photos/*/*");
        }

        string expression = Piece().Replace(text, piece => piece.Value switch
        {
            "*" => $"(?<{Any}>[^/]+)",
            ['{', _, ..] form => form,
            var plain => Regex.Escape(plain),
        });
        string expanded = PatternForms.Expand(expression, out ValueForm[] forms);
        return forms.Length > 0 || text.Contains('*', StringComparison.Ordinal)
            ? new PathPattern(new Regex($"^{expanded}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline), forms)
            : throw new ReplayConfigurationException($"'{text}' names nothing that is new; write a * in place of it, for example /photos/*, or its form, for example /photos/{{uuid}}");
    }

    /// <summary>Replaces what is ignored.</summary>
    /// <param name="path">A path without its query.</param>
    /// <param name="context">The call that it is from.</param>
    /// <param name="count">How many values were replaced.</param>
    public string Replace(string path, NoiseContext context, out int count)
    {
        count = 0;
        if (Read(path, context) is not { } all)
        {
            return path;
        }

        count = all.Length;
        return PatternForms.Put(path, 0, all);
    }

    /// <summary>What may differ in a path.</summary>
    /// <param name="path">A path without its query.</param>
    public IEnumerable<Capture> Find(string path) => (Read(path, NoiseContext.Unknown) ?? []).Select(found => found.Value);

    private (Capture Value, string Stand)[]? Read(string path, NoiseContext context)
    {
        if (_regex.Match(path) is not { Success: true } match)
        {
            return null;
        }

        (Capture Value, string Stand)[]? formed = _forms.Length == 0 ? [] : PatternForms.Read(path, match, _forms, context);
        return formed is null ? null : [.. formed, .. match.Groups[Any].Captures.Select(capture => (capture, ValuePattern.Marker))];
    }

    [GeneratedRegex(@"\*|\{[a-z][^}]*\}|[^*{]+|\{", RegexOptions.CultureInvariant)]
    private static partial Regex Piece();
}
