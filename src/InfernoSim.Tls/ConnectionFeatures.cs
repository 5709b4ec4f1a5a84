using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace InfernoSim.Tls;

/// <summary>
/// By what Kestrel knows that a connection is of TLS, and which HTTP is spoken on it. A connection of HTTP/2 in the clear is shown as
/// such as well: nothing else has Kestrel read HTTP/2 where it would read HTTP/1 too. The scheme comes from its requests.
/// </summary>
internal sealed class ConnectionFeatures : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    private ConnectionFeatures(ReadOnlyMemory<byte> protocol) => ApplicationProtocol = protocol;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ApplicationProtocol { get; }

    /// <inheritdoc/>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>After a handshake.</summary>
    /// <param name="features">The features of the connection.</param>
    /// <param name="tls">What was agreed on.</param>
    public static void SetTls(IFeatureCollection features, SslStream tls)
    {
        var own = new ConnectionFeatures(tls.NegotiatedApplicationProtocol.Protocol);
        features.Set<ITlsConnectionFeature>(own);
        features.Set<ITlsApplicationProtocolFeature>(own);
        features.Set<ITlsHandshakeFeature>(new Handshake(tls));
    }

    /// <summary>After the preface of HTTP/2 was seen in the clear.</summary>
    /// <param name="features">The features of the connection.</param>
    public static void SetHttp2(IFeatureCollection features)
    {
        var own = new ConnectionFeatures(SslApplicationProtocol.Http2.Protocol);
        features.Set<ITlsConnectionFeature>(own);
        features.Set<ITlsApplicationProtocolFeature>(own);
    }

    /// <inheritdoc/>
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

#pragma warning disable SYSLIB0058 // The interface has them still.
    private sealed class Handshake(SslStream tls) : ITlsHandshakeFeature
    {
        public SslProtocols Protocol { get; } = tls.SslProtocol;

        public TlsCipherSuite? NegotiatedCipherSuite { get; } = tls.NegotiatedCipherSuite;

        public CipherAlgorithmType CipherAlgorithm { get; } = tls.CipherAlgorithm;

        public int CipherStrength { get; } = tls.CipherStrength;

        public HashAlgorithmType HashAlgorithm { get; } = tls.HashAlgorithm;

        public int HashStrength { get; } = tls.HashStrength;

        public ExchangeAlgorithmType KeyExchangeAlgorithm { get; } = tls.KeyExchangeAlgorithm;

        public int KeyExchangeStrength { get; } = tls.KeyExchangeStrength;
    }
#pragma warning restore SYSLIB0058
}
