using InfernoSim.Printing;

namespace InfernoSim.Testing;

/// <summary>
/// The service under test could not be found or started. The message says why, shows what the service printed last, and
/// ends with what to do.
/// </summary>
public sealed class ServiceHostException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Says why, and what to do.</param>
    /// <param name="inner">The cause.</param>
    public ServiceHostException(string message, Exception? inner = null)
        : base(VisibleText.Lines(message), inner)
    {
    }
}
