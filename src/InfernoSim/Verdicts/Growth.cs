using System.Globalization;
using System.Text.RegularExpressions;

namespace InfernoSim.Verdicts;

/// <summary>Tells a counter that counts on, and a list that grows, from values that are new each time: by how little they go up.</summary>
internal static partial class Growth
{
    /// <summary>What went up between two sightings of the same place.</summary>
    /// <param name="earlier">What the earlier replay saw: a difference from the recording, a value, or what was recorded.</param>
    /// <param name="later">What the later one saw.</param>
    /// <param name="most">By how much at most: no counter goes up by more than there were requests.</param>
    /// <returns>For example <c>a list grew from 1 to 2 elements</c>; <see langword="null"/> when nothing did.</returns>
    public static string? Between(string earlier, string later, long most)
    {
        if (Elements().Match(later) is { Success: true } grown)
        {
            long? before = Elements().Match(earlier) is { Success: true } known ? Number(known.Groups["got"]) : Number(grown.Groups["expected"]);
            return before is { } from && Number(grown.Groups["got"]) is { } to && to > from && to - from <= most ? $"a list grew from {from} to {to} elements" : null;
        }

        if (Counted().Match(later) is not { Success: true } counted || Number(counted.Groups["got"]) is not { } now)
        {
            return null;
        }

        Match was = Counted().Match(earlier);
        bool isSamePlace = was.Success && was.Groups["place"].Value == counted.Groups["place"].Value;
        long? value = isSamePlace ? Number(was.Groups["got"]) : Number(counted.Groups["expected"]);
        return value is { } start && now > start && now - start <= most ? $"a number went up from {start} to {now}, as an id that counts on does" : null;
    }

    private static long? Number(Group group) =>
        group.Success && long.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    [GeneratedRegex(@"(expected (?<expected>\d+) elements?: .*, got )?(?<got>\d+) elements?: ", RegexOptions.Singleline)]
    private static partial Regex Elements();

    // The value of a field, or the end of a path such as /orders/7.
    [GeneratedRegex(@"^(?<place>[^,]*?(: |\s))(expected (""?[^\s"",]*?(?<expected>\d+)""?), got )?""?[^\s"",]*?(?<got>\d+)""?$", RegexOptions.Singleline)]
    private static partial Regex Counted();
}
