using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.Noise;

/// <summary>The regular expression of a rule for bodies that are text.</summary>
internal sealed class BodyPattern
{
    /// <summary>How long one body may take, where the expression is one whose time grows faster than the text.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;

    private BodyPattern(Regex regex) => _regex = regex;

    /// <summary>Parses an expression. One without look-around and back-references takes time in proportion to the text.</summary>
    /// <exception cref="ReplayConfigurationException">It is not valid, or matches the empty text.</exception>
    public static BodyPattern Parse(string text)
    {
        Regex regex;
        try
        {
            regex = Compile(text);
        }
        catch (ArgumentException problem)
        {
            throw new ReplayConfigurationException($"'{text}' is not a regular expression: {problem.Message.ReplaceLineEndings(" ")}", problem);
        }

        return regex.IsMatch("")
            ? throw new ReplayConfigurationException($"'{text}' matches the empty text and so says nothing; write what is to be ignored, for example took \\d+ ms")
            : new BodyPattern(regex);
    }

    /// <summary>Replaces every match.</summary>
    /// <param name="body">Text in UTF-8.</param>
    /// <param name="marker">What to put in place.</param>
    /// <param name="count">How many there were.</param>
    /// <returns>The text; <see langword="null"/> when it took too long, so that nothing is ignored.</returns>
    public byte[]? Replace(ReadOnlySpan<byte> body, string marker, out int count)
    {
        int found = 0;
        count = 0;
        try
        {
            string replaced = _regex.Replace(Encoding.UTF8.GetString(body), match =>
            {
                found += match.Length > 0 ? 1 : 0;
                return match.Length > 0 ? marker : "";
            });
            count = found;
            return Encoding.UTF8.GetBytes(replaced);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
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
