using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace InfernoSim.Capture.Transport;

/// <summary>
/// Fields that are for one connection and neither recorded nor passed on: those of RFC 9110, section 7.6.1, what a
/// <c>Connection</c> field names, and the credentials for a proxy.
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
    public static HopByHop Of(StringValues connection)
    {
        // Nearly every message has no such field, or one that names no other.
        if (connection.Count == 0 || (connection.Count == 1 && connection[0] is "keep-alive" or "Keep-Alive" or "close" or "Upgrade"))
        {
            return default;
        }

        return new HopByHop([.. connection.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]);
    }

    /// <summary>Whether a sender that says so in <c>TE</c> takes trailers.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <returns>Whether it does.</returns>
    public static bool TakesTrailers(IHeaderDictionary headers) =>
        headers.TE.Count > 0 && headers.TE.Any(v => v is not null && v.Split(',', StringSplitOptions.TrimEntries).Any(c => c.Equals("trailers", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a field is for this connection only.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it is.</returns>
    public bool Contains(string name) =>
        Always.Contains(name) || (_named is not null && _named.Contains(name, StringComparer.OrdinalIgnoreCase) && !IsEndToEnd(name));

    // A Connection field cannot take away what the message cannot be understood without.
    private static bool IsEndToEnd(string name) =>
        name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
}
