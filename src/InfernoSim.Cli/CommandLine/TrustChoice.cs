using InfernoSim.Certificates;

namespace InfernoSim.Cli.CommandLine;

/// <summary>Whose certificates are accepted, as it was asked for.</summary>
/// <param name="File">A PEM file with certificates that are trusted beside those that the machine trusts; <see langword="null"/> for none.</param>
/// <param name="Anyone">Whether any certificate is accepted.</param>
internal sealed record TrustChoice(string? File = null, bool Anyone = false)
{
    /// <summary>The trust.</summary>
    /// <exception cref="CertificateException">The file cannot be read.</exception>
    public UpstreamTrust Open() => Anyone ? UpstreamTrust.Anyone : File is null ? UpstreamTrust.System : UpstreamTrust.Load(File);
}
