using System.Buffers;
using System.Text;

namespace InfernoSim.Stub.Answers;

/// <summary>What HTTP allows in a field, and how text becomes bytes there (RFC 9110, section 5).</summary>
internal static class HttpText
{
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // Every control character but the tab.
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Append(127).Where(c => c != '\t').Select(c => (char)c)]);

    /// <summary>Whether the text is a field name.</summary>
    /// <param name="name">The text.</param>
    /// <returns><see langword="true"/> for a token.</returns>
    public static bool IsFieldName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenChars);

    /// <summary>Whether the text can be sent as a field value.</summary>
    /// <param name="value">The text.</param>
    /// <returns><see langword="false"/> when it holds control characters.</returns>
    public static bool IsFieldValue(string value) => !value.AsSpan().ContainsAny(Controls);

    /// <summary>
    /// The value with one character for each byte on the wire, as a client that reads ISO-8859-1 sees it. Text beyond
    /// ISO-8859-1, which only an incident written by hand can hold, is sent as UTF-8.
    /// </summary>
    /// <param name="value">The recorded value.</param>
    /// <returns>The value itself unless it needs UTF-8.</returns>
    public static string ToWire(string value) =>
        value.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF') ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value)) : value;
}
