using System.Text.RegularExpressions;

namespace InfernoSim.Incidents;

/// <summary>
/// How a value that capture took out is marked: <c>[REDACTED]</c>, or <c>[REDACTED:7f3a09c1b2d4]</c>, where equal values of one
/// recording have equal marks, so that a replay can tell users apart.
/// </summary>
internal static partial class Redaction
{
    /// <summary>Stands in place of a value of which nothing is said.</summary>
    public const string Marker = "[REDACTED]";

    private const string Beginning = "[REDACTED";

    /// <summary>Whether a recorded value was taken out, wholly or in part.</summary>
    public static bool IsRedacted(string value) => value.Contains(Beginning, StringComparison.Ordinal) && Any().IsMatch(value);

    /// <summary>Whether a text in UTF-8 stands for a value that was taken out wholly, with or without a mark.</summary>
    /// <param name="text">The text.</param>
    public static bool IsMarker(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("[REDACTED]"u8) || (text.StartsWith("[REDACTED:"u8) && text.IndexOf((byte)']') == text.Length - 1);

    /// <summary>What marks the value that was taken out.</summary>
    /// <param name="value">A recorded value.</param>
    /// <returns><see langword="null"/> when nothing was taken out, or without a mark of its own.</returns>
    public static string? MarkOf(string value) =>
        value.Contains(Beginning, StringComparison.Ordinal) && Any().Match(value) is { Success: true } match && match.Groups[1].Success ? match.Groups[1].Value : null;

    /// <summary>The value with <see cref="Marker"/> for what was taken out.</summary>
    /// <param name="value">A recorded value.</param>
    public static string Plain(string value) => Fill(value, Marker);

    /// <summary>The value with another one for what was taken out.</summary>
    /// <param name="value">A recorded value.</param>
    /// <param name="live">The other one.</param>
    public static string Fill(string value, string live) =>
        value.Contains(Beginning, StringComparison.Ordinal) ? Any().Replace(value, _ => live) : value;

    /// <summary>A mark as it stands in a value.</summary>
    /// <param name="mark">Hex digits.</param>
    public static string Of(string mark) => $"{Beginning}:{mark}]";

    [GeneratedRegex(@"\[REDACTED(?::([0-9a-f]{4,64}))?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Any();
}
