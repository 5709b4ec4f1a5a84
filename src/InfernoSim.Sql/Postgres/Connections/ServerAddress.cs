using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace InfernoSim.Sql.Postgres.Connections;

/// <summary>Where a PostgreSQL server listens.</summary>
/// <param name="Host">A name or an address, an IPv6 address without brackets.</param>
/// <param name="Port">The port, 1 to 65535.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>Whether it is reached by TLS.</summary>
    public TlsMode Tls { get; init; }

    /// <summary>Who is trusted to issue its certificate; <see langword="null"/> for whom the system trusts.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The address as it is written.</summary>
    /// <returns>For example <c>localhost:5432</c>.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
