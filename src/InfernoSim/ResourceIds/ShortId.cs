using System.Buffers;
using System.Globalization;

namespace InfernoSim.ResourceIds;

/// <summary>
/// Ids that their form alone does not tell from other values: <c>1</c>, <c>ord-17</c>, <c>X7Q2</c>. Only where they stand says that
/// they are ids.
/// </summary>
internal static class ShortId
{
    private const int LongestDigits = 19;
    private const int LongestText = 40;

    // Of an id that is like nothing else: neither A-1 nor utf-8.
    private const int LeastLetters = 2;
    private const int LeastDigits = 4;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a text may be such an id: it has a digit, which words and names of actions have not.</summary>
    /// <param name="text">A whole value.</param>
    /// <param name="mayBeWord">Whether it need have no digit, since it is where another id was: one in ten random codes of six characters has none.</param>
    public static bool IsOne(string text, bool mayBeWord = false) =>
        text.Length is > 0 and <= LongestText
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && !text.AsSpan().ContainsAnyExcept(Characters)
        && (mayBeWord || text.AsSpan().ContainsAnyInRange('0', '9'))
        && (!IsNumber(text) || text.Length <= LongestDigits)
        && !IsDate(text);

    /// <summary>Whether a text is decimal digits.</summary>
    /// <param name="text">The text.</param>
    public static bool IsNumber(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether an id that came can be one of the kind that was recorded, of whatever length.</summary>
    /// <param name="recorded">The recorded id.</param>
    /// <param name="live">What came.</param>
    public static bool IsSameKind(string recorded, string live)
    {
        // A random code may be of digits alone, or of letters.
        bool isCode = !IsNumber(recorded) && recorded.All(char.IsAsciiLetterOrDigit);
        if (!IsOne(live, isCode) || (IsNumber(recorded) != IsNumber(live) && !isCode))
        {
            return false;
        }

        int prefix = PrefixLength(recorded);
        return (live.StartsWith(recorded[..prefix], StringComparison.Ordinal) && IsSameNumber(recorded[prefix..], live[prefix..]))
            || (!IsNumber(recorded) && live.Length == recorded.Length && ClassesOf(live) is var classes && (classes & ~ClassesOf(recorded)) == 0);
    }

    /// <summary>Whether an id is so distinct that it is known wherever it stands, whatever that is named: <c>TCK-001700</c>.</summary>
    /// <param name="text">A text that may be an id.</param>
    public static bool IsDistinct(string text) => text.Count(char.IsAsciiLetter) >= LeastLetters && text.Count(char.IsAsciiDigit) >= LeastDigits && PrefixLength(text) < text.Length;

    /// <summary>The number that an id ends with.</summary>
    /// <param name="text">The id.</param>
    /// <returns><see langword="null"/> when it ends with none.</returns>
    public static long? NumberOf(string text) =>
        long.TryParse(text.AsSpan(PrefixLength(text)), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    // Numbers are of one width where they are filled up with zeros.
    private static bool IsSameNumber(string recorded, string live) =>
        live.Length > 0 && IsNumber(live) && (live.Length == recorded.Length || (live[0] != '0' && (recorded[0] != '0' || live.Length > recorded.Length)));

    private static int PrefixLength(string text)
    {
        int start = text.Length;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        return start;
    }

    private static int ClassesOf(string text) => text.Aggregate(0, (classes, c) => classes | (char.IsAsciiDigit(c) ? 1 : char.IsAsciiLetterUpper(c) ? 2 : char.IsAsciiLetterLower(c) ? 4 : 8));

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
