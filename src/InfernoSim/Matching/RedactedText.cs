using System.Text.RegularExpressions;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>Texts in which capture has put <c>[REDACTED]</c>, or <c>[REDACTED:7f3a]</c> which tells equal values from others, in place of a secret.</summary>
internal static partial class RedactedText
{
    /// <summary>Whether there is a marker in a text.</summary>
    /// <param name="text">The text.</param>
    public static bool IsIn(string text) => Marker().IsMatch(text);

    /// <summary>
    /// Whether a text is a recorded one, where a marker stands for any text that is not empty, but not for the marker of
    /// another value.
    /// </summary>
    /// <param name="recorded">The recorded text.</param>
    /// <param name="text">What came.</param>
    /// <returns>The secrets that came with the markers that stand for them; <see langword="null"/> when it is another text.</returns>
    public static IReadOnlyList<(string Marker, string Secret)>? Match(string recorded, string text)
    {
        MatchCollection markers = Marker().Matches(recorded);
        var secrets = new List<(string, string)>(markers.Count);
        int at = 0;
        int from = 0;
        for (int i = 0; i < markers.Count; i++)
        {
            string before = recorded[from..markers[i].Index];
            if (string.CompareOrdinal(text, at, before, 0, before.Length) != 0)
            {
                return null;
            }

            at += before.Length;
            from = markers[i].Index + markers[i].Length;
            string after = recorded[from..(i + 1 < markers.Count ? markers[i + 1].Index : recorded.Length)];
            int end = i + 1 == markers.Count ? text.Length - after.Length : after.Length == 0 ? text.Length : text.IndexOf(after, Math.Min(at + 1, text.Length), StringComparison.Ordinal);
            if (end <= at || !text.EndsWith(i + 1 == markers.Count ? after : "", StringComparison.Ordinal) || !MayStandFor(markers[i].Value, text[at..end]))
            {
                return null;
            }

            secrets.Add((markers[i].Value, text[at..end]));
            at = end;
        }

        return string.CompareOrdinal(text, at, recorded, from, int.MaxValue) == 0 ? secrets : null;
    }

    private static bool MayStandFor(string marker, string secret) =>
        marker == secret || marker == Redaction.Marker || secret == Redaction.Marker || !IsIn(secret);

    [GeneratedRegex(@"\[REDACTED(?::[^\]\s]*)?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
