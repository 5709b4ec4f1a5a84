namespace InfernoSim.Tls;

/// <summary>Where the requests inside a tunnel go, which they themselves do not say.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Authority"><c>host</c> or <c>host:port</c>, without the port where it is the scheme's own.</param>
internal sealed record TunnelOrigin(string Scheme, string Authority)
{
    /// <summary>Where those inside a tunnel go.</summary>
    /// <param name="scheme">What is spoken inside.</param>
    /// <param name="request">What opened it.</param>
    public static TunnelOrigin Of(string scheme, ConnectRequest request)
    {
        int usual = scheme == Uri.UriSchemeHttps ? 443 : 80;
        return new TunnelOrigin(scheme, request.Port == usual ? request.Authority[..request.Authority.LastIndexOf(':')] : request.Authority);
    }
}
