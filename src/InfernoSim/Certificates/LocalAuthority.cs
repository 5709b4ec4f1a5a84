using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InfernoSim.Incidents;

namespace InfernoSim.Certificates;

/// <summary>
/// A certificate authority of this machine's own. A service that trusts it can be shown certificates in the names of its
/// dependencies, so that capture can record its https calls and a replay can answer them.
/// </summary>
public sealed class LocalAuthority : IDisposable
{
    private const string CertificateName = "ca.pem";
    private const string KeyName = "ca.key";
    private const int Years = 2;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _certificate;
    private readonly LeafCertificates _leaves;

    private LocalAuthority(X509Certificate2 certificate, string? path, TimeProvider time)
    {
        _certificate = certificate;
        CertificatePath = path;
        Domains = NameConstraints.Of(certificate);
        _leaves = new LeafCertificates(certificate, time);
    }

    /// <summary>The folder that is used when none is named: <c>ca</c> in the user's own folder of InfernoSim.</summary>
    public static string DefaultFolder => Path.Combine(UserFolder.Default, "ca");

    /// <summary>The PEM file of its certificate; <see langword="null"/> when it is in memory alone.</summary>
    public string? CertificatePath { get; }

    /// <summary>The domains it may vouch for, such as <c>example.test</c>, which stands for <c>api.example.test</c> too; none for any name.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>Until when its certificate is valid, UTC.</summary>
    public DateTimeOffset ValidUntil => _certificate.NotAfter.ToUniversalTime();

    /// <summary>The SHA-256 of its certificate, in hexadecimal.</summary>
    public string Fingerprint => _certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Its certificate, without the key, as PEM.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem();

    /// <summary>Makes an authority and keeps it, its key readable by its owner alone.</summary>
    /// <param name="folder">Where; made when it is not there.</param>
    /// <param name="domains">The domains it may vouch for; none for any name.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <returns>The authority.</returns>
    /// <exception cref="CertificateException">There is one already, a domain is none, or the folder cannot be written to.</exception>
    public static LocalAuthority Create(string folder, IReadOnlyList<string>? domains = null, TimeProvider? time = null)
    {
        string certificatePath = Path.Combine(folder, CertificateName);
        if (Exists(folder))
        {
            throw new CertificateException($"There is a certificate authority in {folder} already. Use it, or delete {certificatePath} and {Path.Combine(folder, KeyName)} first: who trusted it will have to trust the new one.");
        }

        time ??= TimeProvider.System;
        X509Certificate2 made = Make(domains ?? [], time);
        try
        {
            OwnerOnly.CreateFolder(folder);
            using ECDsa key = made.GetECDsaPrivateKey()!;
            AtomicFile.Write(Path.Combine(folder, KeyName), System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), OwnerOnly.ForFiles);
            AtomicFile.Write(certificatePath, System.Text.Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"The certificate authority cannot be written to {folder}: {e.Message} Choose a folder that you may write to.", e);
        }

        return new LocalAuthority(made, certificatePath, time);
    }

    /// <summary>Whether a folder holds an authority.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns><see langword="true"/> when its certificate is there.</returns>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, CertificateName));

    /// <summary>Opens an authority that <see cref="Create"/> made.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="time">The clock; the system's when omitted.</param>
    /// <returns>The authority.</returns>
    /// <exception cref="CertificateException">There is none, it cannot be read, has expired, or others may read its key.</exception>
    public static LocalAuthority Open(string folder, TimeProvider? time = null)
    {
        string certificatePath = Path.Combine(folder, CertificateName);
        string keyPath = Path.Combine(folder, KeyName);
        time ??= TimeProvider.System;
        ThrowUnlessPrivate(keyPath);
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateException($"There is no certificate authority in {folder}. 'infernosim ca create' makes one.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateException($"The certificate authority in {folder} cannot be used: {e.Message.TrimEnd('.')}. Delete the folder, and make a new one with 'infernosim ca create'.", e);
        }

        return certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime
            ? new LocalAuthority(certificate, certificatePath, time)
            : throw new CertificateException($"The certificate authority in {folder} has expired. Delete the folder, make a new one with 'infernosim ca create', and have the service trust that.");
    }

    /// <summary>Whether it may vouch for a host.</summary>
    /// <param name="host">A name or an address.</param>
    /// <returns><see langword="false"/> when its <see cref="Domains"/> leave the host out.</returns>
    public bool MayVouchFor(string host) =>
        Domains.Count == 0
        || (!IPAddress.TryParse(host, out _) && Domains.Any(domain => host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)));

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    /// <summary>Makes an authority whose key is in the memory of this process alone.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="certificatePath">Where its certificate is written, for others to trust; <see langword="null"/> for nowhere.</param>
    internal static LocalAuthority InMemory(TimeProvider time, string? certificatePath = null)
    {
        var authority = new LocalAuthority(Make([], time), certificatePath, time);
        if (certificatePath is not null)
        {
            AtomicFile.Write(certificatePath, System.Text.Encoding.ASCII.GetBytes(authority.CertificatePem + "\n"));
        }

        return authority;
    }

    /// <summary>The one of this user, if there is one.</summary>
    /// <exception cref="CertificateException">There is one, and it cannot be used.</exception>
    internal static LocalAuthority? OpenDefault() => Exists(DefaultFolder) ? Open(DefaultFolder) : null;

    /// <summary>What to show a client that asks for a host.</summary>
    /// <param name="host">A name or an address.</param>
    internal SslStreamCertificateContext LeafFor(string host) => _leaves.For(host);

    private static X509Certificate2 Make(IReadOnlyList<string> domains, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=InfernoSim local authority of {Dns.GetHostName()}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (domains.Count > 0)
        {
            request.CertificateExtensions.Add(NameConstraints.For([.. domains.Select(ReadDomain)]));
        }

        DateTimeOffset now = time.GetUtcNow();
        return request.CreateSelfSigned(now - ClockSkew, now.AddYears(Years));
    }

    private static string ReadDomain(string text)
    {
        string domain = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return Uri.CheckHostName(domain) == UriHostNameType.Dns
            ? domain.ToLowerInvariant()
            : throw new CertificateException($"'{text}' is no domain to vouch for. Write a name such as 'example.test', which stands for 'api.example.test' too.");
    }

    private static void ThrowUnlessPrivate(string keyPath)
    {
        const UnixFileMode OfOthers = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!OperatingSystem.IsWindows() && File.Exists(keyPath) && (File.GetUnixFileMode(keyPath) & OfOthers) != 0)
        {
            throw new CertificateException($"Others than its owner may read {keyPath}, and whoever has it can pretend to be any server to those who trust it. Make a new authority if they may have, otherwise 'chmod 600 {keyPath}'.");
        }
    }
}
