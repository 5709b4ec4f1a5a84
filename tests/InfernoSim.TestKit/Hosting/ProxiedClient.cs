using System.Net;

namespace InfernoSim.TestKit.Hosting;

/// <summary>Clients that send every call through one proxy.</summary>
public static class ProxiedClient
{
    /// <summary>A client that uses the proxy at an address, and keeps no cookies.</summary>
    /// <param name="proxy">Where the proxy is.</param>
    /// <param name="baseAddress">What relative targets are relative to.</param>
    public static HttpClient Through(Uri proxy, Uri? baseAddress = null) => Through(new WebProxy(proxy), baseAddress);

    /// <summary>A client that asks where the proxy is at each call, and keeps no cookies.</summary>
    /// <param name="proxy">The proxy, whose address may be set later.</param>
    /// <param name="baseAddress">What relative targets are relative to.</param>
    public static HttpClient Through(IWebProxy proxy, Uri? baseAddress = null) =>
        new(new SocketsHttpHandler { Proxy = proxy, UseCookies = false }) { BaseAddress = baseAddress };
}
