using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Benchmarks.Servers;

/// <summary>A certificate that a server makes for itself, so that nobody trusts it who was not told to.</summary>
internal static class SelfSigned
{
    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>What a client is told so that it knows the certificate.</summary>
    public static string HashOf(X509Certificate certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>A handler that trusts the server with this certificate, and no other.</summary>
    public static SocketsHttpHandler Trusting(string hash) => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && HashOf(shown) == hash },
    };
}
