using System.Text.RegularExpressions;

namespace InfernoSim.Planning;

/// <summary>A header as typed: <c>Name: value</c>, with <c>${NAME}</c> standing for an environment variable.</summary>
internal static partial class HeaderLine
{
    private const string Example = "for example 'Authorization: Bearer ${TOKEN}'";

    /// <summary>
    /// Parses the line. <c>$${</c> is a literal <c>${</c>. Messages never repeat the value: it is likely to be a credential, and
    /// standard error is likely to be a CI log.
    /// </summary>
    public static KeyValuePair<string, string> Parse(string text, Func<string, string?> environment)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? "" : text[..colon].Trim();
        if (!Token().IsMatch(name))
        {
            throw new ReplayConfigurationException($"the value does not begin with a header name and a colon; {Example}");
        }

        string value = Variable().Replace(text[(colon + 1)..].Trim(), match => Expand(match, name, environment));
        return value.AsSpan().IndexOfAny('\r', '\n', '\0') < 0
            ? new(name, value)
            : throw new ReplayConfigurationException($"the value of '{name}' has a line break in it; a header value is one line");
    }

    private static string Expand(Match match, string name, Func<string, string?> environment)
    {
        if (match.Value.StartsWith("$$", StringComparison.Ordinal))
        {
            return match.Value[1..];
        }

        string variable = match.Groups["name"].Value;
        return environment(variable)
            ?? throw new ReplayConfigurationException($"'{name}' uses ${{{variable}}}, but the environment variable {variable} is not set; set it, or write $${{ for a literal ${{");
    }

    // RFC 9110, section 5.6.2
    [GeneratedRegex("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex Token();

    [GeneratedRegex(@"\$?\$\{(?<name>[^}]*)\}")]
    private static partial Regex Variable();
}
