namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A test of signals, permissions or terminals, which Windows does not have in this form.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no such signals, permissions or terminals." : null;
}
