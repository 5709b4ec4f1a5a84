namespace InfernoSim.TestKit.Processes;

/// <summary>The variables by which a user tells a client, in any language, of a proxy and of an authority to trust.</summary>
public static class ClientEnvironment
{
    /// <summary>The variables.</summary>
    /// <param name="proxy">The proxy; <see langword="null"/> for none.</param>
    /// <param name="authority">The certificate of the authority, as a PEM file.</param>
    public static IEnumerable<(string Name, string? Value)> Of(Uri? proxy, string authority) =>
    [
        .. ((string[])["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"]).Select(name => (name, proxy?.ToString())),
        ("NO_PROXY", null), ("no_proxy", null),
        ("SSL_CERT_FILE", authority), ("NODE_EXTRA_CA_CERTS", authority), ("CURL_CA_BUNDLE", authority), ("GO111MODULE", "off"),
    ];
}
