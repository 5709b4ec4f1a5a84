using System.Buffers;
using System.Globalization;
using System.Text;
using InfernoSim.Privacy;

namespace InfernoSim.Printing;

/// <summary>
/// Makes text that others wrote fit to be shown: secrets are hidden, and what would move a cursor, turn the direction of reading, break a line, hide, or be
/// taken for a command by a build server is shown as an escape of JSON, so that text in JSON stays the same text. Everything
/// that is printed, thrown or attached goes through here, and here only. Showing a text twice changes nothing.
/// </summary>
internal static class VisibleText
{
    private static readonly SearchValues<char> CommandNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>A text that is one line, whatever is in it.</summary>
    /// <param name="text">The text.</param>
    public static string Line(string text) => Show(SecretDetector.Hide(text), keepsLines: false);

    /// <summary>A text of several lines of our own, each safe by itself: line ends and tabs stay.</summary>
    /// <param name="text">The text; what others wrote has been through <see cref="Line"/>, for nothing tells their line ends from ours.</param>
    public static string Lines(string text) => Show(SecretDetector.Hide(text), keepsLines: true);

    private static string Show(string text, bool keepsLines)
    {
        StringBuilder? shown = null;
        bool isLineStart = true;
        for (int at = 0; at < text.Length;)
        {
            int length = 1;
            string? escape = char.IsAsciiLetterOrDigit(text[at]) ? null : EscapeAt(text, at, isLineStart, keepsLines, out length);
            if (escape is not null)
            {
                shown ??= new StringBuilder(text, 0, at, text.Length + 16);
                shown.Append(escape);
            }
            else
            {
                shown?.Append(text, at, length);
            }

            isLineStart = (keepsLines && text[at] == '\n') || (isLineStart && char.IsWhiteSpace(text[at]));
            at += length;
        }

        return shown?.ToString() ?? text;
    }

    private static string? EscapeAt(string text, int at, bool isLineStart, bool keepsLines, out int length)
    {
        length = 1;
        switch (text[at])
        {
            case '\n':
                return keepsLines ? null : "\\n";
            case '\r':
                return keepsLines && at + 1 < text.Length && text[at + 1] == '\n' ? null : "\\r";
            case '\t':
                return keepsLines ? null : "\\t";
            case ':' when isLineStart && text.AsSpan(at).StartsWith("::"):
                // GitHub Actions: ::error::, ::stop-commands::TOKEN, also after white space.
                return Escape(text.AsSpan(at, 1));
            case '#' when at > 0 && text[at - 1] == '#' && IsCommand(text.AsSpan(at + 1)):
                // Azure Pipelines, TeamCity and GitHub Actions, anywhere in a line: ##vso[, ##teamcity[, ##[.
                return Escape(text.AsSpan(at, 1));
            default:
                bool isRune = Rune.TryGetRuneAt(text, at, out Rune rune);
                length = isRune ? rune.Utf16SequenceLength : 1;
                return isRune && !IsInvisible(rune) ? null : Escape(text.AsSpan(at, length));
        }
    }

    // Formats are what nobody sees: overrides and isolates of direction, joiners, byte order marks, tags.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsCommand(ReadOnlySpan<char> rest)
    {
        int name = rest.IndexOfAnyExcept(CommandNameCharacters);
        return name >= 0 && rest[name] == '[';
    }

    private static string Escape(ReadOnlySpan<char> characters)
    {
        var escape = new StringBuilder();
        foreach (char character in characters)
        {
            escape.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return escape.ToString();
    }
}
