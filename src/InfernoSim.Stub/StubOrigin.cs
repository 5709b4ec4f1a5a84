using System.Net;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Stub;

/// <summary>
/// How the real origin of an https call reaches the stub, which takes plain HTTP only: in a header that the stub takes off
/// before anyone else sees the call.
/// </summary>
internal static class StubOrigin
{
    /// <summary>The name of the header.</summary>
    public const string Header = "X-InfernoSim-Origin";

    /// <summary>The value of the header of an answer that is the proxy's, as the origin could not be reached.</summary>
    public const string Nowhere = "unreachable";

    /// <summary>What .NET's own transport throws where a proxy opens no tunnel.</summary>
    /// <param name="status">What the proxy answered.</param>
    public static HttpRequestException Unreachable(HttpStatusCode status) =>
        new(HttpRequestError.ProxyTunnelError, $"The proxy tunnel request to proxy failed with status code '{(int)status}'.", null, status);

    /// <summary>The value of the header.</summary>
    /// <param name="address">Where the call goes.</param>
    /// <returns>Scheme and authority, for example <c>https://payments.test:8443</c>.</returns>
    public static string Of(Uri address) => $"{address.Scheme}://{AuthorityOf(address)}";

    /// <summary>The address over plain HTTP; path and query are not touched.</summary>
    /// <param name="address">An https address.</param>
    /// <returns>The http address.</returns>
    public static Uri ToPlain(Uri address) => new(
        $"http://{AuthorityOf(address)}{address.PathAndQuery}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>Takes the header off a call, and makes the call what it was before.</summary>
    /// <param name="request">The call.</param>
    /// <returns>Scheme and authority; <see langword="null"/> when the call has no such header.</returns>
    public static (string Scheme, string Authority)? Take(HttpRequest request)
    {
        if (!request.Headers.Remove(Header, out Microsoft.Extensions.Primitives.StringValues value)
            || value.ToString().Split("://", 2) is not [var scheme, var authority])
        {
            return null;
        }

        request.Scheme = scheme;
        return (scheme, authority);
    }

    private static string AuthorityOf(Uri address)
    {
        string host = address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost;
        return address.IsDefaultPort ? host : $"{host}:{address.Port}";
    }
}
