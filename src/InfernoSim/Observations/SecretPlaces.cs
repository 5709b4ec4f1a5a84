using InfernoSim.Incidents;
using InfernoSim.Privacy;

namespace InfernoSim.Observations;

/// <summary>Values that are secret because of where they stand in a message.</summary>
internal static class SecretPlaces
{
    // What is shorter says that there is none, or is none.
    private const int Shortest = 6;

    /// <summary>A divergence as a report may hold it.</summary>
    /// <param name="divergence">The divergence.</param>
    public static Divergence Hide(Divergence divergence)
    {
        string expected = Hide(divergence.Location, divergence.Expected);
        string got = Hide(divergence.Location, divergence.Got);
        return expected == divergence.Expected && got == divergence.Got ? divergence : divergence with { Expected = expected, Got = got };
    }

    /// <summary>What a report may say of a value.</summary>
    /// <param name="location">A header name, a JSON Pointer, or a path whose parts are names.</param>
    /// <param name="text">The value as it would be said.</param>
    public static string Hide(string location, string text)
    {
        string last = location[(location.LastIndexOf('/') + 1)..];
        if (text.Length < Shortest || Redaction.IsRedacted(text))
        {
            return text;
        }

        if (SecretHeaders.Names.Contains(last))
        {
            return IsValue(text) ? SecretHeaders.Redact(last, text) : text;
        }

        return IsValue(text) && location.Split('/').Any(SecretNames.Contain) ? Redaction.Marker : text;
    }

    // "nothing" and "no such header" are none.
    private static bool IsValue(string text) => text[0] == '"' || text.Any(char.IsAsciiDigit) || !text.Contains(' ', StringComparison.Ordinal) || text.Contains('=', StringComparison.Ordinal);
}
