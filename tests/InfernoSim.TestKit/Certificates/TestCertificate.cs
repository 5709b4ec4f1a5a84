using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.TestKit.Certificates;

/// <summary>A certificate that a server made for itself, so that nobody trusts it who was not told to.</summary>
public sealed class TestCertificate : IDisposable
{
    private TestCertificate(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate alone, as a client is told to trust it.</summary>
    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>One for this machine's names and addresses.</summary>
    public static TestCertificate ForLoopback() => For("localhost", IPAddress.Loopback, IPAddress.IPv6Loopback);

    /// <summary>One for this machine's name alone.</summary>
    public static TestCertificate ForLocalhost() => For("localhost");

    /// <summary>One for a name that this machine does not have.</summary>
    public static TestCertificate ForAnother() => For("another.test");

    /// <summary>One for a name.</summary>
    public static TestCertificate ForName(string name) => For(name);

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static TestCertificate For(string name, params IPAddress[] addresses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a server of a test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        Array.ForEach(addresses, names.AddIpAddress);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return new TestCertificate(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
    }
}
