namespace InfernoSim.Matching;

/// <summary>What capture writes in place of a secret; it says that there was a value and nothing about it.</summary>
internal static class RedactedValue
{
    /// <summary>The literal that stands for the secret.</summary>
    public const string Marker = "[REDACTED]";

    /// <summary>The literal in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Marker => "[REDACTED]"u8;

    /// <summary>Whether a text in UTF-8 is the literal, with or without a mark of the value.</summary>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> when it is.</returns>
    public static bool IsMarker(ReadOnlySpan<byte> text) => text.SequenceEqual(Utf8Marker) || (text.StartsWith("[REDACTED:"u8) && text.IndexOf((byte)']') == text.Length - 1);
}
