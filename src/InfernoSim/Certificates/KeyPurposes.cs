using System.Security.Cryptography;

namespace InfernoSim.Certificates;

/// <summary>What the key of a certificate is for (RFC 5280, section 4.2.1.12).</summary>
internal static class KeyPurposes
{
    /// <summary>To be a server of TLS.</summary>
    public static Oid ServerAuthentication => new("1.3.6.1.5.5.7.3.1");
}
