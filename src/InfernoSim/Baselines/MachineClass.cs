using System.Runtime.InteropServices;

namespace InfernoSim.Baselines;

/// <summary>Machines whose figures may be compared with one another: the same cores, system, architecture and runtime.</summary>
internal static class MachineClass
{
    /// <summary>The class of this machine, for example <c>linux-x64, 2 cores, .NET 10</c>.</summary>
    public static string Current { get; } =
        $"{System}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {Environment.ProcessorCount} cores, .NET {Environment.Version.Major}";

    private static string System =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : OperatingSystem.IsLinux() ? "linux" : "other";
}
