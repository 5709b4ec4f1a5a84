using System.Collections.Frozen;
using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// Fields that are for one connection, and neither recorded nor passed on: those of RFC 9110, section 7.6.1, what a
/// <c>Connection</c> field names, and the credentials for a proxy (sections 11.7.1 and 11.7.2). <c>Trailer</c> is not one of
/// them (section 6.6.2): it stays with the trailers it announces.
/// </summary>
internal readonly struct HopByHop
{
    // HTTP2-Settings is always named by a Connection field (RFC 7540, section 3.2.1). It is here because Kestrel shows such a
    // field only as 'Upgrade', 'close' or 'keep-alive' when it holds one of these words, and drops the others.
    private static readonly FrozenSet<string> Always = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Proxy-Authorization", "Proxy-Authenticate"],
        StringComparer.OrdinalIgnoreCase);

    private readonly string[]? _named;

    private HopByHop(string[]? named) => _named = named;

    /// <summary>The hop-by-hop fields of a message.</summary>
    /// <param name="connection">The values of its <c>Connection</c> fields.</param>
    /// <returns>The fields.</returns>
    public static HopByHop Of(IReadOnlyList<string?> connection)
    {
        // Nearly every message has no such field, or one that names no other.
        if (connection.Count == 0 || (connection.Count == 1 && connection[0] is "keep-alive" or "Keep-Alive" or "close" or "Upgrade"))
        {
            return default;
        }

        return new HopByHop([.. connection.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]);
    }

    /// <summary>The hop-by-hop fields of a message.</summary>
    /// <param name="headers">Its headers.</param>
    /// <returns>The fields.</returns>
    public static HopByHop Of(HeaderMap headers) => headers.Values("Connection") is { Count: > 0 } connection ? Of(connection) : default;

    /// <summary>The headers of a message without those that are for one connection.</summary>
    /// <param name="headers">The headers.</param>
    /// <returns>The others; the same map where it has only such.</returns>
    public static HeaderMap Remove(HeaderMap headers)
    {
        var hopByHop = Of(headers);
        return headers.Any(field => hopByHop.Contains(field.Key)) ? new HeaderMap(headers.Where(field => !hopByHop.Contains(field.Key))) : headers;
    }

    /// <summary>Whether a field is for one connection in every message.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>Whether it is.</returns>
    public static bool IsAlways(string name) => Always.Contains(name);

    /// <summary>Whether a field is for this connection only.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(string name) =>
        IsAlways(name) || (_named is not null && _named.Contains(name, StringComparer.OrdinalIgnoreCase) && !IsEndToEnd(name));

    // A Connection field cannot take away what the message cannot be understood without.
    private static bool IsEndToEnd(string name) =>
        name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
}
