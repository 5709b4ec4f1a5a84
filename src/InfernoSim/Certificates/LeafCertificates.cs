using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Certificates;

/// <summary>The certificates of an authority, each made when it is first asked for and kept. One key, of this process alone, is enough for all.</summary>
/// <param name="authority">The certificate of the authority, with its key.</param>
/// <param name="time">The clock.</param>
internal sealed class LeafCertificates(X509Certificate2 authority, TimeProvider time)
{
    // A client may ask for any name, so that their number has an end.
    private const int MostKept = 10_000;
    private const int SerialBytes = 16;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, SslStreamCertificateContext> _kept = new(StringComparer.OrdinalIgnoreCase);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock _making = new();

    /// <summary>One for a host.</summary>
    /// <param name="host">A name or an address.</param>
    public SslStreamCertificateContext For(string host)
    {
        if (_kept.TryGetValue(host, out SslStreamCertificateContext? kept) && !IsOld(kept))
        {
            return kept;
        }

        lock (_making)
        {
            if (_kept.TryGetValue(host, out kept) && !IsOld(kept))
            {
                return kept;
            }

            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            return _kept[host] = Make(host);
        }
    }

    private bool IsOld(SslStreamCertificateContext kept) => kept.TargetCertificate.NotAfter.ToUniversalTime() < (time.GetUtcNow() + RenewBefore).UtcDateTime;

    private SslStreamCertificateContext Make(string host)
    {
        var request = new CertificateRequest(new X500DistinguishedName("CN=InfernoSim"), _key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        // A client that looks at the name goes by this extension; the subject says nothing, so it is the one that counts.
        request.CertificateExtensions.Add(names.Build(critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([KeyPurposes.ServerAuthentication], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset end = now + Lifetime;
        DateTimeOffset last = authority.NotAfter.ToUniversalTime();
        DateTimeOffset first = authority.NotBefore.ToUniversalTime();
        using X509Certificate2 made = request.Create(authority, first, end < last ? end : last, Serial());
        using X509Certificate2 withKey = made.CopyWithPrivateKey(_key);

        // The TLS of Windows and macOS takes no key that is not in a store of theirs; there it is for as long as the process runs.
        X509Certificate2 usable = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(usable, null, offline: true);
    }

    private static byte[] Serial()
    {
        byte[] serial = new byte[SerialBytes];
#pragma warning disable RS0030 // No two certificates of an authority may have the same one.
        RandomNumberGenerator.Fill(serial);
#pragma warning restore RS0030
        serial[0] &= 0x7f;
        return serial;
    }
}
