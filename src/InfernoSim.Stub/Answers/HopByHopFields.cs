using System.Collections.Frozen;

namespace InfernoSim.Stub.Answers;

/// <summary>
/// Fields that are about one connection and not about the message (RFC 9110, section 7.6.1), so that incidents do not
/// hold them and transports make them anew.
/// </summary>
internal static class HopByHopFields
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Transfer-Encoding",
        "Upgrade");

    /// <summary>Whether the field never travels further than one connection.</summary>
    /// <param name="name">The field name, in any case.</param>
    /// <returns><see langword="true"/> for a hop-by-hop field.</returns>
    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The further fields that a message's <c>Connection</c> field names.</summary>
    /// <param name="connection">The values of <c>Connection</c>.</param>
    /// <returns>The names; empty in the common cases of none, <c>close</c> and <c>keep-alive</c>.</returns>
    public static IReadOnlyCollection<string> NamedBy(IEnumerable<string?> connection)
    {
        HashSet<string>? named = null;
        foreach (string? value in connection)
        {
            foreach (string option in (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!option.Equals("close", StringComparison.OrdinalIgnoreCase) && !Contains(option))
                {
                    (named ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase)).Add(option);
                }
            }
        }

        return named ?? (IReadOnlyCollection<string>)[];
    }
}
