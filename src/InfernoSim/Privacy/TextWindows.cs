using System.Buffers;

namespace InfernoSim.Privacy;

/// <summary>
/// The parts of a text that are worth a closer look: expressions that look for secrets take hundreds of times longer than a search for the
/// words which no secret of their kind is without.
/// </summary>
internal static class TextWindows
{
    private const int LongestWord = 64 * 1024;

    /// <summary>The parts around signs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="signs">The signs.</param>
    /// <param name="before">How many characters before a sign belong to it.</param>
    /// <param name="after">How many characters after the beginning of a sign belong to it, and the rest of the word that they end in.</param>
    /// <returns>The parts in order; they do not overlap.</returns>
    public static List<Range> Around(string text, SearchValues<string> signs, int before, int after)
    {
        var windows = new List<Range>();
        for (int at = text.AsSpan().IndexOfAny(signs); at >= 0;)
        {
            AddWindow(text, at - before, at + after, windows);
            int next = text.AsSpan(at + 1).IndexOfAny(signs);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return windows;
    }

    /// <summary>The parts around digits in a row, as of the number of a card: single spaces and hyphens may stand between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="least">How many digits in a row there are at least.</param>
    public static List<Range> AroundDigits(string text, int least)
    {
        var windows = new List<Range>();
        for (int at = text.AsSpan().IndexOfAnyInRange('0', '9'); at >= 0;)
        {
            int end = EndOfDigits(text, at, out int digits);
            if (digits >= least)
            {
                AddWindow(text, at - 4, end + 2, windows);
            }

            int next = text.AsSpan(end).IndexOfAnyInRange('0', '9');
            at = next < 0 ? -1 : end + next;
        }

        return windows;
    }

    private static int EndOfDigits(string text, int at, out int digits)
    {
        digits = 0;
        int end = at;
        for (int i = at; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits++;
                end = i + 1;
            }
            else if (text[i] is not (' ' or '-') || end != i)
            {
                break;
            }
        }

        return end;
    }

    private static void AddWindow(string text, int start, int end, List<Range> to)
    {
        start = Math.Max(start, 0);
        end = Math.Min(end, text.Length);
        if (to.Count > 0 && start <= to[^1].End.Value)
        {
            if (end <= to[^1].End.Value)
            {
                return;
            }

            start = to[^1].Start.Value;
            to.RemoveAt(to.Count - 1);
        }

        int longest = Math.Min(text.Length, end + LongestWord);
        while (end < longest && IsOfWord(text[end]))
        {
            end++;
        }

        to.Add(start..end);
    }

    private static bool IsOfWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '+' or '/' or '=' or '~' or '%' or '\\';
}
