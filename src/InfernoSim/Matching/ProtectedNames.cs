using System.Collections.Frozen;

namespace InfernoSim.Matching;

/// <summary>
/// Names of fields that say what the service decided, whatever their values look like. What is there is compared: it is neither
/// ignored nor taken for live state.
/// </summary>
internal sealed class ProtectedNames
{
    private static readonly FrozenSet<string> UsualNames = FrozenSet.ToFrozenSet(
        [
            "amount", "balance", "code", "cost", "count", "currency", "discount", "error", "fee", "message", "outcome", "permission", "price", "qty", "quantity",
            "rate", "reason", "result", "role", "scope", "state", "status", "subtotal", "sum", "tax", "total", "type", "unitprice", "vat", "version",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _names;

    /// <summary>The usual names and no others.</summary>
    public static ProtectedNames UsualOnly { get; } = new([]);

    /// <summary>The names that are protected without being asked for, in lower case.</summary>
    public static IReadOnlySet<string> Usual => UsualNames;

    /// <summary>
    /// Names among them that are live state all the same: a <c>code</c> is also what a service gives out to be sent back, as
    /// authorization servers do (RFC 6749, section 4.1.2), and a <c>version</c> comes back as the one that a change is made to.
    /// </summary>
    public static IReadOnlyList<string> Live { get; } = ["code", "version"];

    /// <param name="more">Names beside the usual ones.</param>
    public ProtectedNames(IEnumerable<string> more) => _names = new HashSet<string>([.. UsualNames, .. more.Select(name => string.Concat(NameWords.Of(name)))], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a value of this very name says what the service decided, so that it is no live state. More of the name says what
    /// else is there: a <c>messageId</c> is one of the ids that come new each time.
    /// </summary>
    /// <param name="name">A name, or a JSON pointer, whose last name counts; hyphens and underscores aside.</param>
    /// <returns>Whether it does.</returns>
    public bool AreTheNameOf(string name)
    {
        string plain = JsonPointer.LastOf(name).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return _names.Contains(plain) && !Live.Contains(plain, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The protected name that a path goes through. A name is protected when one of its words is, since a value that is ignored
    /// is not looked at at all.
    /// </summary>
    /// <param name="path">A JSON pointer, or a name.</param>
    /// <returns>It, or <see langword="null"/>.</returns>
    public string? In(string path)
    {
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = [.. NameWords.Of(name)];
            if (words.Append(string.Concat(words)).FirstOrDefault(Protects) is { } word)
            {
                return word.ToLowerInvariant();
            }
        }

        return null;
    }

    /// <summary>The word that what follows a text is about.</summary>
    public static string LastWord(string? text) => NameWords.Of(text ?? "").LastOrDefault(word => char.IsAsciiLetter(word[0])) ?? "";

    private bool Protects(string word) => _names.Contains(word) || (word.EndsWith('s') && _names.Contains(word[..^1]));
}
