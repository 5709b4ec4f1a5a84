using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A test of signals, permissions, named pipes or terminals, which Windows does not have in this form.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    /// <summary>Skips the test on Windows.</summary>
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such signals, permissions, named pipes or terminals." : null;
}
