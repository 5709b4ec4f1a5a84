using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Sql.Tests.Postgres.Connections;

/// <summary>A certificate for <c>localhost</c> that has issued itself, with its key, in one file.</summary>
internal static class PemFile
{
    /// <summary>Writes one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyPath">Another file for the key; the same when omitted.</param>
    /// <returns>The path.</returns>
    public static string Write(string path, string? keyPath = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string certificatePem = certificate.ExportCertificatePem() + "\n";
        string keyPem = key.ExportPkcs8PrivateKeyPem() + "\n";
        File.WriteAllText(path, keyPath is null ? certificatePem + keyPem : certificatePem);
        if (keyPath is not null)
        {
            File.WriteAllText(keyPath, keyPem);
        }

        return path;
    }
}
