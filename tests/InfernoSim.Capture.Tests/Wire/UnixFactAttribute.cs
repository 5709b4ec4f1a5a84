namespace InfernoSim.Capture.Tests.Wire;

/// <summary>A test with named pipes, which Windows does not have as files.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no named pipes in the file system." : null;
}
