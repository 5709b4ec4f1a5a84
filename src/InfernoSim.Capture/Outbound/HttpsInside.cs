using System.Collections.Concurrent;
using System.Net.Security;
using InfernoSim.Certificates;
using InfernoSim.Tls;

namespace InfernoSim.Capture.Outbound;

/// <summary>Which tunnels with TLS in them are looked into, and by what certificates.</summary>
internal sealed class HttpsInside
{
    private readonly LocalAuthority? _authority;
    private readonly IReadOnlyList<string> _hosts;
    private readonly ConcurrentDictionary<string, bool> _trusted = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>As the options say.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="CaptureException">There is nobody to vouch for the certificates.</exception>
    public HttpsInside(CaptureOptions options)
    {
        if (options.Https == HttpsCapture.Mitm)
        {
            _authority = options.Authority
                ?? throw new CaptureException("Https calls can be recorded only with a certificate authority that the service trusts: make one with 'infernosim ca create', or give the options one.");
        }

        _hosts = options.MitmHosts;
    }

    /// <summary>Whether the tunnels to a host are looked into.</summary>
    /// <param name="host">The host.</param>
    public bool Includes(string host) => _authority?.MayVouchFor(host) == true && _hosts.Any(pattern => Matches(pattern, host));

    /// <summary>What to show a client.</summary>
    /// <param name="name">The name it asks for, or the host of its tunnel.</param>
    public SslStreamCertificateContext CertificateFor(string name) => _authority!.LeafFor(name);

    /// <summary>A call came: its client has accepted the certificate.</summary>
    /// <param name="inside">The tunnel that it came through.</param>
    public void Accepted(TunnelOrigin? inside)
    {
        if (inside is not null)
        {
            _trusted.TryAdd(inside.Authority, true);
        }
    }

    /// <summary>
    /// Whether a call ever came for a host. Some clients, such as .NET's, look at a certificate only after the handshake, and then close: a tunnel in
    /// which nothing was asked is one of those, or a spare connection beside those in use.
    /// </summary>
    /// <param name="inside">The tunnel.</param>
    public bool HasAccepted(TunnelOrigin inside) => _trusted.ContainsKey(inside.Authority);

    private static bool Matches(string pattern, string host) =>
        pattern == "*"
        || (pattern.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) : host.Equals(pattern, StringComparison.OrdinalIgnoreCase));
}
