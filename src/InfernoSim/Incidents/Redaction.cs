namespace InfernoSim.Incidents;

/// <summary>How a value that capture took out is marked.</summary>
internal static class Redaction
{
    /// <summary>Stands in place of the value.</summary>
    public const string Marker = "[REDACTED]";

    /// <summary>Whether a recorded value was taken out, wholly or in part.</summary>
    public static bool IsRedacted(string value) => value.Contains(Marker, StringComparison.Ordinal);
}
