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

    /// <summary>The name that a reference token stands for.</summary>
    /// <param name="token">A token of a pointer.</param>
    /// <returns>The member's name, or the element's index.</returns>
    public static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
