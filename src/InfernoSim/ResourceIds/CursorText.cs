using System.Text;
using System.Text.RegularExpressions;

namespace InfernoSim.ResourceIds;

/// <summary>Cursors of lists that hide an id in base64, such as <c>MTc=</c> or <c>eyJpZCI6MTd9</c>.</summary>
internal static partial class CursorText
{
    // A cursor beyond this holds more than where a page begins.
    private const int LongestCursor = 512;

    /// <summary>What a cursor says.</summary>
    /// <param name="cursor">The cursor, decoded as its place requires.</param>
    /// <returns>Printable ASCII; <see langword="null"/> when it is no base64 (or base64url) of such a text, written as an encoder does.</returns>
    public static string? Decode(string cursor)
    {
        if (cursor.Length is 0 or > LongestCursor)
        {
            return null;
        }

        string padded = cursor.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out int length) || bytes.AsSpan(0, length).ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return null;
        }

        string said = Encoding.ASCII.GetString(bytes, 0, length);
        return Encode(said, cursor) == cursor ? said : null;
    }

    /// <summary>Writes what a cursor says as another is written.</summary>
    /// <param name="said">What it says; ASCII.</param>
    /// <param name="like">A cursor of the same form.</param>
    public static string Encode(string said, string like)
    {
        string text = Convert.ToBase64String(Encoding.ASCII.GetBytes(said));
        text = like.AsSpan().ContainsAny('-', '_') ? text.Replace('+', '-').Replace('/', '_') : text;
        return like.EndsWith('=') || like.Length % 4 == 0 ? text : text.TrimEnd('=');
    }

    /// <summary>The numbers that a cursor says, as they may be ids: none of a time, a version or a longer word.</summary>
    /// <param name="said">What it says.</param>
    public static IEnumerable<(int Start, string Number)> NumbersIn(string said) => Number().Matches(said).Select(number => (number.Index, number.Value));

    [GeneratedRegex(@"(?<![\w.-]|\d:)\d{1,19}(?![\w.-]|:\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
