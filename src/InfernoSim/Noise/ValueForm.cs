using System.Globalization;
using InfernoSim.LiveState;

namespace InfernoSim.Noise;

/// <summary>A form of values that are new each time. What only looks like one, such as the nil UUID or a time long ago, is none.</summary>
/// <param name="Name">As it is written between braces.</param>
/// <param name="Pattern">A regular expression without named groups that finds values which may be of this form.</param>
internal sealed record ValueForm(string Name, string Pattern)
{
    /// <summary>A UUID.</summary>
    public const string Uuid = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}";

    /// <summary>A ULID.</summary>
    public const string Ulid = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

    /// <summary>A time of ISO 8601 with separators.</summary>
    public const string IsoTime = @"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?";

    /// <summary>A time of ISO 8601 without separators.</summary>
    public const string BasicTime = @"\d{8}T\d{6}Z";

    /// <summary>A date of HTTP (RFC 9110, section 5.6.7).</summary>
    public const string HttpDate = @"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT";

    /// <summary>A JSON Web Token.</summary>
    public const string Jwt = @"ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*";

    /// <summary>A trace context (W3C).</summary>
    public const string Trace = "[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}";

    /// <summary>The connection's part of a request id of ASP.NET Core.</summary>
    public const string ConnectionId = "0H[0-9A-V]{11}";

    /// <summary>The request's part of it.</summary>
    public const string RequestNumber = ":[0-9A-F]{8}";

    private const string AnyTime = IsoTime + "|" + HttpDate + "|" + BasicTime + @"|\d{16}|\d{13}|\d{10}(?:\.\d+)?";
    private const int FewestCharacters = 3;

    private Func<string, NoiseContext, string?> _read = (_, _) => null;

    /// <summary>The names, as a message shows them.</summary>
    public static string Names => "{uuid}, {ulid}, {time}, {time+900}, {time:any}, {digits:4-6}, {number}, {hex:32}, {token:20-24}, {jwt}, {trace}, {request-id}";

    /// <summary>Whether a value of this form is one thing's alone, so that no two may be given the same.</summary>
    public bool NamesOne { get; private init; }

    /// <summary>What stands for a value.</summary>
    /// <param name="text">What the pattern found.</param>
    /// <param name="context">The message that it is from.</param>
    /// <returns><see langword="null"/> when it is no value of this form.</returns>
    public string? Read(string text, NoiseContext context) => _read(text, context);

    /// <summary>Parses a form.</summary>
    /// <param name="text">What is between the braces.</param>
    /// <exception cref="ReplayConfigurationException">It is none.</exception>
    public static ValueForm Parse(string text)
    {
        string name = text.Split(':', '+', '-')[0];
        string rest = text[name.Length..];
        return (name, rest) switch
        {
            ("uuid", "") => Unique(text, Uuid, "UUID", ValueForms.IsUuid),
            ("ulid", "") => Unique(text, Ulid, "ULID", value => IsVaried(value)),
            ("jwt", "") => new(text, Jwt) { _read = (value, _) => JsonWebToken.SaysOf(value) },
            ("trace", "") => Said(text, Trace, "(a trace context)", IsVaried),
            ("request", "-id") => Said(text, $"{ConnectionId}(?:{RequestNumber})?", "(a request id)", IsVaried),
            ("number", "") => Said(text, @"\d+(?:\.\d+)?", "(a number)", _ => true),
            ("time", ":any") => new(text, AnyTime) { _read = (value, _) => FreshForm.IsTime(value) ? "(a time)" : null },
            ("time", _) when OffsetOf(rest) is { } offset => new(text, AnyTime) { _read = (value, context) => Time(value, offset, context) },
            ("digits", [':', .. var range]) when RangeOf(range) is { } digits => Said(text, @"\d" + Times(digits), $"({Length(digits)} digits)", value => value.Length == 1 || value.Any(c => c != '0')),
            ("hex", [':', .. var range]) when RangeOf(range) is { } hex => Said(text, $"(?:[0-9a-f]{Times(hex)}|[0-9A-F]{Times(hex)})", $"({Length(hex)} hex digits)", IsVaried),
            ("token", [':', .. var range]) when RangeOf(range) is { } token => Said(text, $"[A-Za-z0-9+/_~-]{Times(token)}={{0,2}}", $"(a token of {Length(token)} characters)", IsVaried),
            _ => throw new ReplayConfigurationException($"'{{{text}}}' is no form of values; the forms are {Names}. A brace that is meant as such is written \\{{."),
        };
    }

    private static ValueForm Said(string name, string pattern, string says, Func<string, bool> isOne) =>
        new(name, pattern) { _read = (value, _) => isOne(value) ? says : null };

    private static ValueForm Unique(string name, string pattern, string what, Func<string, bool> isOne) => new(name, pattern)
    {
        NamesOne = true,
        _read = (value, context) => !isOne(value) ? null
            : context.IsAnothers?.Invoke(value) == true ? $"(the {what} of another: {value})"
            : $"(a {what})",
    };

    private static string? Time(string value, double offset, NoiseContext context) =>
        ValueForms.Time(value) is { } time && (context.IsNear(time.Seconds, offset) || (offset == 0 && context.Moments?.Contains(value) == true)) ? $"(a time near the clock{(offset == 0 ? "" : offset.ToString("+0;-0", CultureInfo.InvariantCulture) + " s")})" : null;

    private static bool IsVaried(string value) => value.Where(char.IsAsciiLetterOrDigit).Distinct().Count() >= FewestCharacters;

    // Whole seconds with their sign.
    private static double? OffsetOf(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        return text[0] is '+' or '-' && double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double seconds) ? seconds : null;
    }

    private static (int Least, int Most)? RangeOf(string text)
    {
        string[] ends = text.Split('-');
        return ends.Length <= 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int least)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int most)
            && least >= 1 && least <= most && most <= 4096
            ? (least, most)
            : null;
    }

    private static string Times((int Least, int Most) range) => range.Least == range.Most ? $"{{{range.Least}}}" : $"{{{range.Least},{range.Most}}}";

    private static string Length((int Least, int Most) range) => range.Least == range.Most ? $"{range.Least}" : $"{range.Least} to {range.Most}";
}
