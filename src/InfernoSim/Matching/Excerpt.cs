using System.Text;
using InfernoSim.Privacy;

namespace InfernoSim.Matching;

/// <summary>Shortens values to what fits a line of a report.</summary>
internal static class Excerpt
{
    private const int GreatestLength = 120;
    private const int Context = 40;

    /// <summary>What stands for what is not shown.</summary>
    public const string Ellipsis = "…";

    /// <summary>The beginning of a value.</summary>
    /// <param name="text">The value.</param>
    /// <returns>At most about 120 characters.</returns>
    public static string Shorten(string text) => From(Whole(text), 0);

    /// <summary>The beginning of a value.</summary>
    /// <param name="text">UTF-8.</param>
    /// <returns>At most about 120 characters.</returns>
    public static string Shorten(ReadOnlySpan<byte> text) =>
        From(Whole(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * (GreatestLength + 1))])), 0);

    /// <summary>Two values from shortly before the place where they begin to differ.</summary>
    /// <param name="expected">One value.</param>
    /// <param name="got">The other.</param>
    /// <returns>At most about 120 characters of each.</returns>
    public static (string Expected, string Got) Pair(string expected, string got)
    {
        (expected, got) = (Whole(expected), Whole(got));
        int same = expected.AsSpan().CommonPrefixLength(got);
        int start = same + Context < GreatestLength ? 0 : same - Context;
        return (From(expected, start), From(got, start));
    }

    // A part of a secret is not known for one, so that they are hidden before a value is cut.
    private static string Whole(string text) => text.Length > GreatestLength ? SecretDetector.Hide(text) : text;

    private static string From(string text, int start)
    {
        int length = Math.Min(text.Length - start, GreatestLength);

        // Neither end may part a surrogate pair.
        if (start > 0 && char.IsLowSurrogate(text[start]))
        {
            start++;
            length--;
        }

        if (start + length < text.Length && length > 0 && char.IsHighSurrogate(text[start + length - 1]))
        {
            length--;
        }

        return string.Concat(
            start > 0 ? Ellipsis : "", text.AsSpan(start, length), start + length < text.Length ? Ellipsis : "");
    }
}
