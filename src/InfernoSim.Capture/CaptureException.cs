using InfernoSim.Printing;

namespace InfernoSim.Capture;

/// <summary>
/// A capture cannot start or go on: an address that is in use, a target that cannot be reached, an incident that cannot
/// be written. The message is one line that names the address or path and the fix. The command-line tool exits with code 2.
/// </summary>
public sealed class CaptureException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Names the address or path and the fix.</param>
    /// <param name="inner">The cause.</param>
    public CaptureException(string message, Exception? inner = null)
        : base(VisibleText.Line(message), inner)
    {
    }
}
