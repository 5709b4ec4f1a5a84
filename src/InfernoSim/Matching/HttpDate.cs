using System.Globalization;

namespace InfernoSim.Matching;

/// <summary>Dates as HTTP writes them: the three forms of RFC 9110, section 5.6.7, and the dashed one that cookies have.</summary>
internal static class HttpDate
{
    // Without the name of the day, which no receiver holds against the date.
    private static readonly string[] Formats =
    [
        "d MMM yyyy HH:mm:ss 'GMT'", "d MMM yyyy HH:mm:ss 'UTC'", "d-MMM-yyyy HH:mm:ss 'GMT'", "d-MMM-yy HH:mm:ss 'GMT'", "MMM d HH:mm:ss yyyy",
    ];

    /// <summary>Reads a date.</summary>
    /// <param name="text">The field value.</param>
    /// <returns>The date; <see langword="null"/> when the text is none, as <c>0</c> and <c>-1</c> are in <c>Expires</c>.</returns>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string date = text.Trim();
        int comma = date.IndexOf(',', StringComparison.Ordinal);
        if (comma >= 0)
        {
            date = date[(comma + 1)..].TrimStart();
        }
        else if (date.IndexOf(' ', StringComparison.Ordinal) is var day and > 0 && char.IsAsciiLetter(date[0]))
        {
            date = date[(day + 1)..].TrimStart();
        }

        return DateTimeOffset.TryParseExact(
            date, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out DateTimeOffset parsed)
            ? parsed
            : null;
    }
}
