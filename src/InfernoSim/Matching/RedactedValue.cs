namespace InfernoSim.Matching;

/// <summary>What capture writes in place of a secret; it says that there was a value and nothing about it.</summary>
internal static class RedactedValue
{
    /// <summary>The literal that stands for the secret.</summary>
    public const string Marker = "[REDACTED]";

    /// <summary>The literal in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Marker => "[REDACTED]"u8;
}
