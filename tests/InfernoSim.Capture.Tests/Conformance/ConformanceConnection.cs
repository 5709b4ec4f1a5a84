using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>A client's connection to a server, or through a proxy.</summary>
internal sealed class ConformanceConnection : IAsyncDisposable
{
    private readonly RawPeer _peer;

    private ConformanceConnection(RawPeer peer)
    {
        _peer = peer;
        Stream = peer.Stream;
    }

    /// <summary>What is said on it.</summary>
    public Stream Stream { get; private set; }

    public static async Task<ConformanceConnection> OpenAsync(Uri address) => new(await RawPeer.ConnectAsync(address));

    /// <summary>Connects to a port of this machine through a proxy.</summary>
    public static async Task<ConformanceConnection> TunnelAsync(Uri proxy, int port)
    {
        RawPeer peer = await RawPeer.ConnectAsync(proxy);
        await peer.SendAsync($"CONNECT localhost:{port} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
        await peer.ReadUntilAsync("\r\n\r\n");
        return new ConformanceConnection(peer);
    }

    /// <summary>Speaks TLS from here on.</summary>
    /// <param name="pem">Whom it trusts.</param>
    /// <param name="isHttp2">Which HTTP is to be spoken inside.</param>
    public async Task SecureAsync(string pem, bool isHttp2)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(pem);
        var tls = new SslStream(Stream);
        Stream = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [isHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
            CertificateChainPolicy = policy,
        }).WaitAsync(Patience.Limit);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        _peer.Dispose();
    }
}
