namespace InfernoSim.Matching;

/// <summary>Puts JSON Pointers together, and takes them apart (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>Puts a reference token in front.</summary>
    /// <param name="token">A member's name or an element's index.</param>
    /// <param name="rest">The pointer from there on.</param>
    /// <returns>The pointer.</returns>
    public static string Prepend(string token, string rest) =>
        string.Concat("/", token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), rest);

    /// <summary>The pointer to what holds the value.</summary>
    /// <param name="pointer">The pointer to the value, which is not the whole document.</param>
    public static string ParentOf(string pointer) => pointer[..pointer.LastIndexOf('/')];

    /// <summary>The last token of a pointer, as it is written there.</summary>
    /// <param name="pointer">A pointer, or a name.</param>
    public static string LastOf(string pointer) => pointer[(pointer.LastIndexOf('/') + 1)..];

    /// <summary>The name that a reference token stands for.</summary>
    /// <param name="token">A token of a pointer.</param>
    /// <returns>The member's name, or the element's index.</returns>
    public static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
