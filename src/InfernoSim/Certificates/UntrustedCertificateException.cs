using System.Security.Authentication;
using InfernoSim.Printing;

namespace InfernoSim.Certificates;

/// <summary>A server showed a certificate that is not trusted. The message says whose, and why.</summary>
#pragma warning disable CA1064 // Thrown out of a TLS handshake, and never past what began it.
internal sealed class UntrustedCertificateException(string host, string reason)
    : AuthenticationException(VisibleText.Line($"the certificate of {host} is not trusted: {reason}"))
{
    /// <summary>The one that made something fail, if it was one.</summary>
    /// <param name="failure">What was thrown.</param>
    public static UntrustedCertificateException? In(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is UntrustedCertificateException found)
            {
                return found;
            }
        }

        return null;
    }
}
#pragma warning restore CA1064
