using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>What is shown to clients that ask for TLS.</summary>
internal static class ServerCertificate
{
    private static readonly Lazy<SslStreamCertificateContext> Own = new(Create);

    /// <summary>One for this machine, made when it is first asked for. Its key is in the memory of this process alone, and nobody trusts it.</summary>
    public static SslStreamCertificateContext SelfMade => Own.Value;

    /// <summary>Reads one.</summary>
    /// <param name="path">A PEM file with a certificate, its private key, and perhaps the certificates between it and a root.</param>
    /// <exception cref="CertificateFileException">It is no such file.</exception>
    public static SslStreamCertificateContext Load(string path)
    {
        try
        {
            using X509Certificate2 found = X509Certificate2.CreateFromPemFile(path);
            var others = new X509Certificate2Collection();
            others.ImportFromPemFile(path);
            return ContextOf(found, others);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateFileException($"'{path}' cannot be used as a certificate: {e.Message.TrimEnd('.')}. Name a PEM file that holds a certificate and its private key.", e);
        }
    }

    private static SslStreamCertificateContext Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=infernosim (made for this process)", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        return ContextOf(made, []);
    }

    // The TLS of Windows and macOS takes no key that is not in a store of theirs; there it is for as long as the process runs.
    private static SslStreamCertificateContext ContextOf(X509Certificate2 certificate, X509Certificate2Collection others)
    {
        X509Certificate2 usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(usable, others, offline: true);
    }
}

/// <summary>A file has no certificate with a key, or no certificate; the message says what to do.</summary>
#pragma warning disable CA1064 // Meets nobody but those who name the file.
internal sealed class CertificateFileException(string message, Exception cause) : Exception(message, cause);
#pragma warning restore CA1064
