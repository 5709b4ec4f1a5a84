using InfernoSim.Printing;

namespace InfernoSim.Certificates;

/// <summary>
/// A certificate or a certificate authority cannot be read, made or used. The message is one line that names the file and the fix.
/// The command-line tool exits with code 2.
/// </summary>
public sealed class CertificateException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Names the file and the fix.</param>
    /// <param name="inner">The cause.</param>
    public CertificateException(string message, Exception? inner = null)
        : base(VisibleText.Line(message), inner)
    {
    }
}
