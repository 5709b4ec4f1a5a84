using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace InfernoSim.Privacy;

/// <summary>
/// JSON Web Tokens that nobody can use and everybody can read: header and claims stay, since clients, services and comparisons go by them, and a token
/// of ours stands in place of the signature, the same for the same JSON Web Token. Secrets among the claims are replaced like all others.
/// </summary>
internal static partial class HiddenJwt
{
    /// <summary>Hides a token.</summary>
    /// <param name="jwt">A JSON Web Token in compact form.</param>
    /// <param name="see">The claims, as JSON, without their secrets.</param>
    /// <param name="sign">What stands in place of the signature.</param>
    /// <returns><see langword="null"/> when its claims cannot be read, so that all of it is secret.</returns>
    public static string? Of(string jwt, Func<string, string> see, Func<string, string> sign)
    {
        string[] parts = jwt.Split('.');
        if (parts.Length != 3 || ClaimsIn(parts[0]) is null || ClaimsIn(parts[1]) is not { } claims)
        {
            return null;
        }

        string hidden = see(claims);
        string signature = parts[2].Length == 0 ? jwt : parts[2];
        return $"{parts[0]}.{(hidden == claims ? parts[1] : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(hidden)))}.{sign(signature)}";
    }

    /// <summary>Whether a text is one.</summary>
    /// <param name="text">The text.</param>
    public static bool Is(string text) => text.StartsWith("eyJ", StringComparison.Ordinal) && Hidden().Match(text) is var match && match.Groups["signature"].Success && match.Length == text.Length;

    /// <summary>The claims of those in a text.</summary>
    /// <param name="text">The text.</param>
    public static IEnumerable<string> ClaimsOf(string text) =>
        MayHold(text) ? Hidden().Matches(text).Select(match => ClaimsIn(match.Groups["claims"].Value)).OfType<string>() : [];

    /// <summary>The text with the claims of those in it seen otherwise.</summary>
    /// <param name="text">The text.</param>
    /// <param name="see">What is to be said in place of claims.</param>
    public static string See(string text, Func<string, string> see) => MayHold(text)
        ? Hidden().Replace(text, match => ClaimsIn(match.Groups["claims"].Value) is { } claims && see(claims) is var seen && seen != claims
            ? $"{match.Groups["header"].Value}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(seen))}.{match.Groups["signature"].Value}"
            : match.Value)
        : text;

    private static bool MayHold(string text) => text.Contains("eyJ", StringComparison.Ordinal);

    private static string? ClaimsIn(string part)
    {
        if (part.Length == 0)
        {
            return null;
        }

        try
        {
            byte[] bytes = Base64Url.DecodeFromChars(part);
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetString(bytes) : null;
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            return null;
        }
    }

    // A word that begins like one is found as well, without claims: one of many such beginnings is read once.
    [GeneratedRegex(@"(?<header>eyJ[A-Za-z0-9_-]+)(?:\.(?<claims>eyJ[A-Za-z0-9_-]+|e30)\.(?<signature>tok_A1[0-9a-f]{18}))?", RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();
}
