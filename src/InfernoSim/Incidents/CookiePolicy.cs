using System.Buffers;

namespace InfernoSim.Incidents;

/// <summary>Which cookies hold credentials: those that are named so, that scripts may not read, or whose value could be one.</summary>
internal static class CookiePolicy
{
    // What is longer than this may hold anything.
    private const int LongestWord = 32;
    private const int MostDigits = 5;
    private const int MostChanges = 2;

    private static readonly string[] Names =
        ["sess", "sid", "token", "auth", "jwt", "csrf", "xsrf", "secret", "passw", "pwd", "key", "cred", "login", "remember", "identity", "account", "user", "uid", "aspnet", "id"];

    // As of en-US, Europe/Berlin, 1.5, a|b and true.
    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/|:,!*() ");

    /// <summary>Whether a cookie may be a credential.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public static bool IsCredential(string name, string value) => IsNamedSo(name) || !IsWord(value);

    private static bool IsNamedSo(string name) => Names.Any(part => part == "id"
        ? name.Equals(part, StringComparison.OrdinalIgnoreCase) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Id", StringComparison.Ordinal)
        : name.Contains(part, StringComparison.OrdinalIgnoreCase));

    // A language, a theme, a consent, a time zone: letters and digits seldom change, and digits are few.
    private static bool IsWord(string value) =>
        value.Length <= LongestWord
        && !value.AsSpan().ContainsAnyExcept(WordCharacters)
        && value.Count(char.IsAsciiDigit) <= MostDigits
        && Enumerable.Range(1, Math.Max(0, value.Length - 1)).Count(i => Changes(value[i - 1], value[i])) <= MostChanges;

    private static bool Changes(char before, char after) =>
        (char.IsAsciiDigit(before) && char.IsAsciiLetter(after))
        || (char.IsAsciiLetter(before) && char.IsAsciiDigit(after))
        || (char.IsAsciiLetterLower(before) && char.IsAsciiLetterUpper(after));
}
