using System.Text.RegularExpressions;

namespace InfernoSim.Noise;

/// <summary>Takes the value of a place apart, such that values of the same shape differ in tokens alone.</summary>
internal static partial class ValueTokens
{
    /// <summary>Takes values apart, in the ways that may tell: a slash parts the segments of a path, and is a character of base 64.</summary>
    /// <param name="values">The values of one place.</param>
    /// <returns>Of each value its pieces: what is between tokens and the tokens in turn. None where the shapes differ.</returns>
    public static IEnumerable<string[][]> Align(IReadOnlyList<string> values)
    {
        if (Align(values, Segment()) is { } segments)
        {
            yield return segments;
        }

        bool arePaths = values.Any(value => value.StartsWith('/') || value.Contains("://", StringComparison.Ordinal));
        if (!arePaths && values.Any(value => value.Contains('/', StringComparison.Ordinal)) && Align(values, Token()) is { } tokens)
        {
            yield return tokens;
        }
    }

    private static string[][]? Align(IReadOnlyList<string> values, Regex token)
    {
        string[][] all = [.. values.Select(value => Split(value, token))];
        return all.All(pieces => pieces.Length == all[0].Length && Enumerable.Range(0, pieces.Length).Where(i => i % 2 == 0).All(i => pieces[i] == all[0][i])) ? all : null;
    }

    // What is between tokens is at even places.
    private static string[] Split(string value, Regex tokens)
    {
        var pieces = new List<string>();
        int at = 0;
        foreach (Match token in tokens.Matches(value))
        {
            pieces.Add(value[at..token.Index]);
            pieces.Add(token.Value);
            at = token.Index + token.Length;
        }

        pieces.Add(value[at..]);
        return [.. pieces];
    }

    // Forms that have signs in them first, then numbers with a unit, then words.
    private const string Forms =
        ValueForm.HttpDate + "|" + ValueForm.IsoTime + "|" + ValueForm.Trace + "|(?<![0-9A-Za-z])" + ValueForm.Uuid + "(?![0-9A-Za-z])|"
        + ValueForm.Jwt + "|" + ValueForm.ConnectionId + ValueForm.RequestNumber + "|"
        + @"(?<![A-Za-z0-9.])\d+(?:\.\d+)?(?=(?:ms|s|us|µs|ns|%)?(?![A-Za-z0-9._-]))|";

    [GeneratedRegex(Forms + "[A-Za-z0-9+_/~-]+={0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(Forms + "[A-Za-z0-9+_~-]+={0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Segment();
}
