using InfernoSim.Printing;

namespace InfernoSim.Stub;

/// <summary>The stub could not start. The message names the address and the fix, on one line.</summary>
public sealed class StubException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Names the address and the fix.</param>
    /// <param name="inner">The cause.</param>
    public StubException(string message, Exception? inner = null)
        : base(VisibleText.Line(message), inner)
    {
    }
}
