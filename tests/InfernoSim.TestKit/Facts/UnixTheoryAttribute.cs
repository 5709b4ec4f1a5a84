using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A theory of signals, permissions, named pipes or terminals, which Windows does not have in this form.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory on Windows.</summary>
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such signals, permissions, named pipes or terminals." : null;
}
