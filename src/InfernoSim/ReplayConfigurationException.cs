using InfernoSim.Printing;

namespace InfernoSim;

/// <summary>
/// A replay was asked for something it cannot do: a bad option, or options that do not fit the incident. The message
/// names the option, the value and the fix. The command-line tool exits with code 2.
/// </summary>
public sealed class ReplayConfigurationException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Names the option, the value and the fix.</param>
    /// <param name="inner">The cause.</param>
    public ReplayConfigurationException(string message, Exception? inner = null)
        : base(VisibleText.Line(message), inner)
    {
    }
}
