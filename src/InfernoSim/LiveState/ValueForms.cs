using System.Globalization;
using System.Text.RegularExpressions;

namespace InfernoSim.LiveState;

/// <summary>The forms of values that carry no meaning. Each is told from a word or a quantity by its own syntax.</summary>
internal static partial class ValueForms
{
    /// <summary>A form that is recognised by a pattern alone, the narrower ones first.</summary>
    public static IReadOnlyList<(string Name, Func<string, bool> Is)> Identifiers { get; } =
    [
        ("UUID v4", text => IsUuid(text) && text[14] == '4'),
        ("UUID v7", text => IsUuid(text) && text[14] == '7'),
        ("UUID", IsUuid),
        ("ULID", text => Ulid().IsMatch(text)),
        ("trace context", text => TraceParent().IsMatch(text)),
        ("ASP.NET Core request id", text => ConnectionId().IsMatch(text)),
    ];

    /// <summary>A point in time as text.</summary>
    /// <returns>Its form and its seconds since the Unix epoch, or <see langword="null"/>.</returns>
    public static (string Name, double Seconds)? Time(string text)
    {
        if (IsoTime().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset iso))
        {
            return ("ISO 8601 time", Seconds(iso));
        }

        if (DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out iso))
        {
            return ("ISO 8601 time", Seconds(iso));
        }

        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset http)
            ? ("HTTP date", Seconds(http))
            : Epoch(text);
    }

    /// <summary>Whether a text is a UUID with its hyphens that can be one thing's alone: not the nil UUID, nor the max UUID (RFC 9562, section 5.9).</summary>
    /// <param name="text">The text.</param>
    public static bool IsUuid(string text) => Uuid().IsMatch(text) && text.Where(c => c != '-').Distinct().Skip(1).Any();

    /// <summary>Hex digits, as of a random number or a hash.</summary>
    public static bool AreHex(IReadOnlyList<string> texts) =>
        texts.All(text => Hex().IsMatch(text) && text.Length == texts[0].Length) && texts.Any(text => text.Any(char.IsAsciiLetter)) && texts.Any(text => text.Any(char.IsAsciiDigit));

    /// <summary>Random characters: of several classes, well mixed, without a beginning or an end in common.</summary>
    public static bool AreTokens(IReadOnlyList<string> texts)
    {
        if (!texts.All(text => Token().IsMatch(text) && Math.Abs(text.Length - texts[0].Length) <= 2) || !texts.Any(text => text.Any(char.IsAsciiDigit)))
        {
            return false;
        }

        bool isMixed = texts.Any(text => text.Any(char.IsAsciiLetterLower)) && texts.Any(text => text.Any(char.IsAsciiLetterUpper));
        bool hasSigns = texts.Any(text => text.AsSpan().ContainsAny('-', '_', '+'));
        double mixing = texts.Average(Mixing);
        return Common(texts, fromEnd: false) <= 3
            && Common([.. texts.Select(text => text.TrimEnd('='))], fromEnd: true) <= 3
            && (isMixed ? mixing >= 0.4 : !hasSigns && texts[0].Length >= 16 && mixing >= 0.2);
    }

    /// <summary>How many characters all texts have in common at one end.</summary>
    public static int Common(IReadOnlyList<string> texts, bool fromEnd)
    {
        int shortest = texts.Min(text => text.Length);
        int same = 0;
        while (same < shortest && texts.All(text => fromEnd ? text[^(same + 1)] == texts[0][^(same + 1)] : text[same] == texts[0][same]))
        {
            same++;
        }

        return same;
    }

    // How often a character is of another class than the one before it. Words seldom change, random characters mostly do.
    private static double Mixing(string text)
    {
        int changes = Enumerable.Range(1, text.Length - 1).Count(i => ClassOf(text[i]) != ClassOf(text[i - 1]));
        return (double)changes / (text.Length - 1);
    }

    private static int ClassOf(char c) => char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : char.IsAsciiLetterUpper(c) ? 2 : 3;

    // Between 2001 and 2096: other numbers of so many digits are no times that a service tells.
    private static (string Name, double Seconds)? Epoch(string text) =>
        EpochNumber().IsMatch(text) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            ? number switch
            {
                >= 1e9 and < 4e9 => ("epoch seconds", number),
                >= 1e12 and < 4e12 => ("epoch milliseconds", number / 1e3),
                >= 1e15 and < 4e15 => ("epoch microseconds", number / 1e6),
                _ => null,
            }
            : null;

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

    [GeneratedRegex("^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex("^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
    private static partial Regex Ulid();

    [GeneratedRegex("^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")]
    private static partial Regex TraceParent();

    [GeneratedRegex("^0H[0-9A-V]{11}(:[0-9A-F]{8})?$")]
    private static partial Regex ConnectionId();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?$")]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"^\d{10,16}(\.\d+)?$")]
    private static partial Regex EpochNumber();

    [GeneratedRegex("^([0-9a-f]{8,}|[0-9A-F]{8,})$")]
    private static partial Regex Hex();

    [GeneratedRegex("^[A-Za-z0-9+/_-]{10,}={0,2}$")]
    private static partial Regex Token();
}
