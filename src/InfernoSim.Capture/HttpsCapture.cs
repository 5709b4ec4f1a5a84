namespace InfernoSim.Capture;

/// <summary>What becomes of https calls through the outbound proxy.</summary>
public enum HttpsCapture
{
    /// <summary>They pass through tunnels. Host, times and bytes are recorded, the inside is not.</summary>
    Tunnel,

    /// <summary>TLS ends at the proxy, with a certificate of a <see cref="Certificates.LocalAuthority"/>, and they are recorded like any others.</summary>
    Mitm,
}
