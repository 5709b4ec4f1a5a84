using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.TestKit.Printing;

/// <summary>What was printed, thrown or attached.</summary>
public static partial class Output
{
    /// <summary>The first thing in a text that takes effect: on a terminal, on a reader, or on a build server.</summary>
    /// <param name="text">The text, of any number of lines.</param>
    /// <returns>What it is; <see langword="null"/> when there is none.</returns>
    public static string? HarmIn(string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (IsHidden(text, at))
            {
                return string.Create(CultureInfo.InvariantCulture, $"U+{(int)text[at]:X4} at {at}: {JsonSerializer.Serialize(text)}");
            }
        }

        return Command().Match(text) is { Success: true } command ? $"a command of a build server: {JsonSerializer.Serialize(command.Value)}" : null;
    }

    /// <summary>The first thing in a text that takes effect, or the first line that <see cref="HostileText"/> has forged.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What it is; <see langword="null"/> when there is none.</returns>
    public static string? ForgeryIn(string text) =>
        HarmIn(text) ?? text.Split('\n').FirstOrDefault(line => line.TrimStart().StartsWith(HostileText.Forged, StringComparison.Ordinal));

    private static bool IsHidden(string text, int at)
    {
        if (text[at] is '\n' or '\t' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n') || (at > 0 && char.IsSurrogatePair(text[at - 1], text[at])))
        {
            return false;
        }

        UnicodeCategory category = Rune.TryGetRuneAt(text, at, out Rune rune) ? Rune.GetUnicodeCategory(rune) : UnicodeCategory.Surrogate;
        return category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
    }

    [GeneratedRegex(@"^\s*::|##[A-Za-z0-9_.-]*\[", RegexOptions.Multiline)]
    private static partial Regex Command();
}
