using System.Buffers;

namespace InfernoSim.Privacy;

/// <summary>
/// The parts of a text that are worth a closer look: expressions that look for secrets take hundreds of times longer than a search for the
/// words which no secret of their kind is without.
/// </summary>
internal static class TextWindows
{
    private const int LongestWord = 64 * 1024;

    // What an expression looks back at: an escape, or a scheme.
    private const int Before = 8;

    /// <summary>The words that signs stand in, with a little before each.</summary>
    /// <param name="text">The text.</param>
    /// <param name="signs">The signs.</param>
    /// <param name="characters">What such a word is made of, the signs included.</param>
    /// <param name="longest">How long it is at most before a sign, and from a sign on.</param>
    public static IReadOnlyList<Range> Words(string text, SearchValues<string> signs, SearchValues<char> characters, int longest)
    {
        List<Range>? windows = null;
        for (int at = text.AsSpan().IndexOfAny(signs); at >= 0;)
        {
            int from = Math.Max(at - longest, 0);
            int start = from + 1 + text.AsSpan(from, at - from).LastIndexOfAnyExcept(characters);
            int length = text.AsSpan(at, Math.Min(longest, text.Length - at)).IndexOfAnyExcept(characters);
            AddWindow(text, start - Before, at + (length < 0 ? longest : length + 1), windows ??= []);
            int next = text.AsSpan(at + 1).IndexOfAny(signs);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return windows is null ? [] : windows;
    }

    /// <summary>The parts around digits in a row, as of the number of a card: single spaces and hyphens may stand between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="least">How many digits in a row there are at least.</param>
    public static IReadOnlyList<Range> AroundDigits(string text, int least)
    {
        List<Range>? windows = null;
        for (int from = 0; FindDigits(text, from, least) is { End: > 0 and int end } found; from = end)
        {
            AddWindow(text, found.Start - 4, end + 2, windows ??= []);
        }

        return windows is null ? [] : windows;
    }

    /// <summary>Whether there are such digits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="least">How many digits in a row there are at least.</param>
    public static bool HasDigits(ReadOnlySpan<char> text, int least) => FindDigits(text, 0, least).End > 0;

    // What is that long stands at one of each so many places: where there is neither a digit nor what may stand between them, there is nothing around it.
    private static (int Start, int End) FindDigits(ReadOnlySpan<char> text, int from, int least)
    {
        for (int at = from + least - 1; at < text.Length; at += least)
        {
            if (!IsOfDigits(text[at]))
            {
                continue;
            }

            int start = at;
            while (start > from && IsOfDigits(text[start - 1]))
            {
                start--;
            }

            int end = at + 1;
            while (end < text.Length && IsOfDigits(text[end]))
            {
                end++;
            }

            if (FindDigitsIn(text[start..end], least) is { End: > 0 } found)
            {
                return (start + found.Start, start + found.End);
            }

            from = end;
            at = end - 1;
        }

        return default;
    }

    private static (int Start, int End) FindDigitsIn(ReadOnlySpan<char> text, int least)
    {
        for (int at = text.IndexOfAnyInRange('0', '9'); at >= 0;)
        {
            int end = EndOfDigits(text, at, out int digits);
            if (digits >= least)
            {
                return (at, end);
            }

            int next = text[end..].IndexOfAnyInRange('0', '9');
            at = next < 0 ? -1 : end + next;
        }

        return default;
    }

    private static bool IsOfDigits(char character) => char.IsAsciiDigit(character) || character is ' ' or '-';

    private static int EndOfDigits(ReadOnlySpan<char> text, int at, out int digits)
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
