namespace InfernoSim.Capture.Transport;

/// <summary>A request target in absolute-form (RFC 9112, section 3.2.2), taken apart without changing a byte of it.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Authority"><c>host</c> or <c>host:port</c> as the caller wrote it; credentials in front of it are left out.</param>
/// <param name="PathAndQuery">Path and query as on the wire; begins with a slash.</param>
internal readonly record struct AbsoluteTarget(string Scheme, string Authority, string PathAndQuery)
{
    /// <summary>Scheme and authority.</summary>
    public string Origin => $"{Scheme}://{Authority}";

    /// <summary>Takes a target apart.</summary>
    /// <param name="raw">The target as on the wire.</param>
    /// <param name="target">Its parts.</param>
    /// <returns><see langword="false"/> when it is not in absolute-form, or not HTTP.</returns>
    public static bool TryParse(string raw, out AbsoluteTarget target)
    {
        target = default;
        string scheme = raw.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http"
            : raw.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https" : "";
        if (scheme.Length == 0)
        {
            return false;
        }

        int start = scheme.Length + "://".Length;
        int end = raw.AsSpan(start).IndexOfAny('/', '?');
        string authority = end < 0 ? raw[start..] : raw.Substring(start, end);
        string rest = end < 0 ? "" : raw[(start + end)..];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        target = new AbsoluteTarget(scheme, authority, rest.StartsWith('/') ? rest : "/" + rest);
        return authority.Length > 0;
    }
}
