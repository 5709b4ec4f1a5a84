using System.Text.RegularExpressions;

namespace InfernoSim.Healing;

/// <summary>Names of fields that mean something, whatever their values look like. A name is protected when one of its words is.</summary>
internal sealed partial class ProtectedNames
{
    /// <summary>The names that are protected without being asked for.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    [
        "amount", "status", "price", "total", "error", "quantity", "balance", "currency", "code", "count", "message", "sum", "tax", "fee", "discount",
        "rate", "state", "result", "outcome", "role", "permission", "scope", "qty", "subtotal", "cost", "reason", "type",
    ];

    private readonly HashSet<string> _names;

    /// <param name="more">Names beside the usual ones.</param>
    public ProtectedNames(IEnumerable<string> more) => _names = new HashSet<string>([.. Usual, .. more.Select(name => string.Concat(Words(name)))], StringComparer.OrdinalIgnoreCase);

    /// <summary>The protected name that a path goes through.</summary>
    /// <param name="path">A JSON pointer, or a name.</param>
    /// <returns>It, or <see langword="null"/>.</returns>
    public string? In(string path)
    {
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = [.. Words(name)];
            if (words.Append(string.Concat(words)).FirstOrDefault(Protects) is { } word)
            {
                return word.ToLowerInvariant();
            }
        }

        return null;
    }

    /// <summary>The word that what follows a text is about.</summary>
    public static string LastWord(string? text) => Words(text ?? "").LastOrDefault(word => char.IsAsciiLetter(word[0])) ?? "";

    private bool Protects(string word) => _names.Contains(word) || (word.EndsWith('s') && _names.Contains(word[..^1]));

    private static IEnumerable<string> Words(string name) => Word().Matches(name).Select(word => word.Value);

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9_.~-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
