using System.Buffers;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Privacy;

namespace InfernoSim.Scrubbing;

/// <summary>Puts something else in place of secrets in a text: those at places that a policy names, and those that are found.</summary>
/// <param name="text">What stands in place of a text.</param>
/// <param name="number">What stands in place of a number.</param>
/// <param name="kept">Told of each secret that stays, since the policy says so.</param>
internal sealed class SecretStands(Func<SecretKind, string, string> text, Func<string, string> number, Action<SecretKind>? kept = null)
{
    private const int LongestEnding = 6;

    private static readonly SearchValues<char> EndingCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Replaces them.</summary>
    /// <param name="whole">The text.</param>
    /// <param name="places">The places in it that a policy names.</param>
    /// <returns>The text; the same one where there is nothing to replace.</returns>
    public string Replace(string whole, IReadOnlyList<PlacedText> places)
    {
        if (places.Count == 0)
        {
            return SecretDetector.Replace(whole, text);
        }

        PlacedText[] replaced = [.. WithoutInner(places.Where(place => place.Action != PlaceAction.Keep))];
        PlacedText[] keeping = [.. places.Where(place => place.Action == PlaceAction.Keep)];
        var written = new StringBuilder(whole.Length);
        var moved = new List<(int End, int By)>();
        int at = 0;
        foreach (PlacedText place in replaced)
        {
            written.Append(whole, at, place.Start - at).Append(Put(place, whole.Substring(place.Start, place.Length)));
            at = place.End;
            moved.Add((at, written.Length - at));
        }

        string result = written.Append(whole, at, whole.Length - at).ToString();
        (int Start, int End)[] open = [.. keeping.Where(one => !replaced.Any(place => place.Start <= one.Start && one.End <= place.End)).Select(one => (Moved(one.Start, moved), Moved(one.End, moved)))];
        return SecretDetector.Replace(result, text, IsKept);

        bool IsKept(Secret secret)
        {
            bool isKept = open.Any(one => secret.Start < one.End && one.Start < secret.End);
            if (isKept)
            {
                kept?.Invoke(secret.Kind);
            }

            return isKept;
        }
    }

    /// <summary>What is written in place of a value.</summary>
    /// <param name="place">The place.</param>
    /// <param name="value">What stands there.</param>
    public string Put(PlacedText place, string value) => place.Action switch
    {
        PlaceAction.Keep => value,
        PlaceAction.Drop => "",
        PlaceAction.Redact => place.Form switch
        {
            PlacedForm.Encoded or PlacedForm.EncodedFileName => Uri.EscapeDataString(Redaction.Marker),
            PlacedForm.Number or PlacedForm.Json or PlacedForm.BareFileName => $"\"{Redaction.Marker}\"",
            _ => Redaction.Marker,
        },
        _ => Token(place.Form, place.Whole ?? value),
    };

    private string Token(PlacedForm form, string value) => form switch
    {
        PlacedForm.Number => number(value),
        PlacedForm.Json => value switch
        {
            // One of two values is told by any token.
            "true" or "false" => "false",
            "null" => value,
            _ => $"\"{Of(value)}\"",
        },
        PlacedForm.Encoded => Uri.EscapeDataString(Of(PercentEncoding.DecodeField(value))),
        PlacedForm.JsonString => Of(Unescape(value)),
        PlacedForm.Bytes => Of(MultipartForm.TextOf(value)),
        PlacedForm.FileName or PlacedForm.BareFileName => OfFile(MultipartForm.TextOf(value)),
        PlacedForm.EncodedFileName => Uri.EscapeDataString(OfFile(Uri.UnescapeDataString(value))),
        _ => Of(value),
    };

    private string Of(string value) => value.Length == 0 || Redaction.IsRedacted(value)
        ? value
        : text(SecretDetector.In(value) is [{ Start: 0 } one] && one.Length == value.Length ? one.Kind : SecretKind.NamedValue, value);

    // Whoever takes a file looks at what comes behind the last dot of its name.
    private string OfFile(string name)
    {
        int dot = name.LastIndexOf('.');
        bool hasEnding = dot > 0 && name.Length - dot <= LongestEnding && name.AsSpan(dot + 1).IndexOfAnyExcept(EndingCharacters) < 0;
        return hasEnding ? Of(name[..dot]) + name[dot..] : Of(name);
    }

    // The outermost of those that are inside of one another, the strictest of those at one place.
    private static IEnumerable<PlacedText> WithoutInner(IEnumerable<PlacedText> places)
    {
        int end = 0;
        foreach (PlacedText place in places.OrderBy(place => place.Start).ThenByDescending(place => place.Length).ThenBy(place => place.Action))
        {
            if (place.Start >= end)
            {
                end = place.End;
                yield return place;
            }
        }
    }

    private static int Moved(int position, List<(int End, int By)> moved) => position + moved.Where(one => one.End <= position).Select(one => one.By).LastOrDefault();

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        var plain = new ArrayBufferWriter<byte>();
        JsonString.AppendUnescaped(Encoding.UTF8.GetBytes(value), plain);
        return Encoding.UTF8.GetString(plain.WrittenSpan);
    }
}
