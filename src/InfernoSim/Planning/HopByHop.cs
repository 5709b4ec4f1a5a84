using System.Collections.Frozen;
using InfernoSim.Incidents;

namespace InfernoSim.Planning;

/// <summary>Fields that belong to one connection and are not carried on (RFC 9110, section 7.6.1).</summary>
internal static class HopByHop
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade"],
        StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>The end-to-end fields of a message whose framing will be written again.</summary>
    public static HeaderMap Without(HeaderMap headers, bool keepContentLength) =>
        headers.All(field => IsKept(field.Key, keepContentLength))
            ? headers
            : new HeaderMap(headers.Where(field => IsKept(field.Key, keepContentLength)));

    private static bool IsKept(string name, bool keepContentLength) =>
        !Names.Contains(name) && (keepContentLength || !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
}
