using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Certificates;

/// <summary>Whose certificates are accepted when a server is spoken to by TLS.</summary>
public sealed class UpstreamTrust
{
    private readonly X509Certificate2Collection _roots;
    private readonly bool _anyone;

    private UpstreamTrust(X509Certificate2Collection roots, bool anyone = false)
    {
        _roots = roots;
        _anyone = anyone;
    }

    /// <summary>Those that this machine trusts.</summary>
    public static UpstreamTrust System { get; } = new([]);

    /// <summary>Anyone's, whatever is wrong with it: for development alone.</summary>
    public static UpstreamTrust Anyone { get; } = new([], anyone: true);

    /// <summary>Those that this machine trusts, and those of a file.</summary>
    /// <param name="path">A PEM file with certificates of authorities, or of servers that made their own.</param>
    /// <returns>The trust.</returns>
    /// <exception cref="CertificateException">It is no such file; the message says what is.</exception>
    public static UpstreamTrust Load(string path)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CertificateException($"'{path}' cannot be read as certificates: {e.Message.TrimEnd('.')}. Name a PEM file with the certificates to trust.", e);
        }

        return roots.Count > 0 ? new UpstreamTrust(roots) : throw new CertificateException($"'{path}' holds no certificate. Name a PEM file with the certificates to trust.");
    }

    /// <summary>What a client of TLS asks.</summary>
    /// <param name="host">Whom it wants to reach, where that is known beforehand: <see cref="HttpClient"/> goes by a request's <c>Host</c>, which may be another's.</param>
    /// <returns>Options that throw an <see cref="UntrustedCertificateException"/> out of the handshake where a certificate is not accepted.</returns>
#pragma warning disable CA5359 // What is not accepted is thrown, with the reason.
    internal SslClientAuthenticationOptions ToClientOptions(string? host = null) => new() { TargetHost = host, RemoteCertificateValidationCallback = (sender, shown, chain, errors) => Validate(host, sender, shown, chain, errors) };
#pragma warning restore CA5359

    private static string Names(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
            ? string.Join(", ", names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())))
            : certificate.Subject;

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Explain(X509Certificate2 certificate, X509ChainStatus[] problems)
    {
        X509ChainStatusFlags all = problems.Aggregate(X509ChainStatusFlags.NoError, (flags, problem) => flags | problem.Status);
        return all.HasFlag(X509ChainStatusFlags.NotTimeValid) ? $"it is valid from {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}"
            : (all & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0 ? $"nobody here trusts its issuer, '{certificate.Issuer}'"
            : string.Join("; ", problems.Select(problem => problem.StatusInformation.TrimEnd('.')));
    }

    private bool Validate(string? wanted, object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || _anyone)
        {
            return true;
        }

        string host = wanted ?? (sender is SslStream { TargetHostName.Length: > 0 } stream ? stream.TargetHostName : "the server");
        if (shown is not X509Certificate2 certificate)
        {
            throw new UntrustedCertificateException(host, "it showed none");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && (wanted is null || !certificate.MatchesHostname(wanted)))
        {
            throw new UntrustedCertificateException(host, $"it is for {Names(certificate)}");
        }

        X509ChainStatus[] problems = chain?.ChainStatus ?? [];
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return true;
        }

        if (_roots.Count > 0 && IsOfFile(certificate, chain, out problems))
        {
            return true;
        }

        throw new UntrustedCertificateException(host, Explain(certificate, problems));
    }

    private bool IsOfFile(X509Certificate2 certificate, X509Chain? seen, out X509ChainStatus[] problems)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(KeyPurposes.ServerAuthentication);
        foreach (X509ChainElement element in seen?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        chain.ChainPolicy.ExtraStore.AddRange(seen?.ChainPolicy.ExtraStore ?? []);
        bool isTrusted = chain.Build(certificate);
        problems = chain.ChainStatus;
        return isTrusted;
    }
}
