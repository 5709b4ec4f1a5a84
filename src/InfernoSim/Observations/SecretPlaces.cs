using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.Privacy;

namespace InfernoSim.Observations;

/// <summary>Values that are secret because of where they stand in a message.</summary>
internal static partial class SecretPlaces
{
    // What is shorter says that there is none, or is none.
    private const int Shortest = 6;

    // Two secrets that differ look alike once they are hidden.
    private const string Another = " (another value)";

    /// <summary>A divergence as a report may hold it.</summary>
    /// <param name="divergence">The divergence.</param>
    public static Divergence Hide(Divergence divergence)
    {
        string expected = SecretDetector.Hide(Hide(divergence.Location, divergence.Expected));
        string got = SecretDetector.Hide(Hide(divergence.Location, divergence.Got));
        if (expected == got && expected.Contains(SecretDetector.Mask, StringComparison.Ordinal))
        {
            got += Another;
        }

        return expected == divergence.Expected && got == divergence.Got ? divergence : divergence with { Expected = expected, Got = got };
    }

    /// <summary>What a report may say of a value.</summary>
    /// <param name="location">A header name, a JSON Pointer, or a path whose parts are names.</param>
    /// <param name="text">The value as it would be said.</param>
    public static string Hide(string location, string text)
    {
        string last = location[(location.LastIndexOf('/') + 1)..];
        if (text.Length < Shortest || Redaction.IsRedacted(text) || Description().IsMatch(text))
        {
            return text;
        }

        if (SecretHeaders.Names.Contains(last))
        {
            return IsValue(text) ? SecretHeaders.Redact(last, text) : text;
        }

        return IsValue(text) && location.Split('/').Any(SecretNames.Contain) ? Redaction.Marker : text;
    }

    // What is said in place of a value: "(absent)", "Basic (12 characters)", "[REDACTED] (another value)".
    [GeneratedRegex(@"^(?:(?:[\w-]+|.*\[REDACTED\].*) )?\([a-z0-9 ]+\)$")]
    private static partial Regex Description();

    // "nothing" and "no such header" are none.
    private static bool IsValue(string text) => text[0] == '"' || text.Any(char.IsAsciiDigit) || !text.Contains(' ', StringComparison.Ordinal) || text.Contains('=', StringComparison.Ordinal);
}
