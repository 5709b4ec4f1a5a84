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

    /// <summary>What is known of a recording could not be written when it ended.</summary>
    /// <param name="folder">The incident folder.</param>
    /// <param name="cause">Why not.</param>
    internal static CaptureException OfIncomplete(string folder, Exception cause) => new(
        $"Cannot complete the incident in {folder}: {cause.Message.TrimEnd('.')}. The logs hold what was recorded, and nothing in the folder says what is missing from them. Make room, and record again.",
        cause);
}
