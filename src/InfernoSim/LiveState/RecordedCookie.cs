namespace InfernoSim.LiveState;

/// <summary>What a <c>Set-Cookie</c> line says (RFC 6265, section 5.2).</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="Domain">The domain in lower case, without a leading dot; empty for the host alone.</param>
/// <param name="Path">The path; empty for that of the request.</param>
/// <param name="IsDeleted">Whether it ends the cookie.</param>
internal readonly record struct RecordedCookie(string Name, string Value, string Domain, string Path, bool IsDeleted)
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns><see langword="null"/> when it sets nothing.</returns>
    public static RecordedCookie? Parse(string line)
    {
        string[] parts = line.Split(';', StringSplitOptions.TrimEntries);
        int equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            return null;
        }

        string path = Attribute(parts, "Path");
        string value = parts[0][(equals + 1)..].Trim();
        bool isDeleted = Attribute(parts, "Max-Age") is { Length: > 0 } age && (age == "0" || age[0] == '-')
            || (value.Length == 0 && Attribute(parts, "Expires").Contains("1970", StringComparison.Ordinal));
        return new RecordedCookie(parts[0][..equals].Trim(), value, Attribute(parts, "Domain").TrimStart('.').ToLowerInvariant(), path.StartsWith('/') ? path : "", isDeleted);
    }

    /// <summary>The pairs of a <c>Cookie</c> header, the value <see langword="null"/> where there is only a name.</summary>
    /// <param name="header">The header value.</param>
    public static IEnumerable<(string Name, string? Value)> Pairs(string header)
    {
        foreach (string pair in header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (pair, null) : (pair[..equals].Trim(), pair[(equals + 1)..].Trim());
        }
    }

    // The last of several counts.
    private static string Attribute(string[] parts, string name) => parts
        .Skip(1)
        .Where(part => part.StartsWith(name, StringComparison.OrdinalIgnoreCase) && part.Length > name.Length && part[name.Length] == '=')
        .Select(part => part[(name.Length + 1)..].Trim())
        .LastOrDefault("");
}
