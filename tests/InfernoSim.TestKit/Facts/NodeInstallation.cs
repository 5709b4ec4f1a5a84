using System.ComponentModel;
using System.Diagnostics;

namespace InfernoSim.TestKit.Facts;

/// <summary>Whether there is a node to run services with.</summary>
internal static class NodeInstallation
{
    /// <summary>Why tests that need it are skipped; <see langword="null"/> when it is there.</summary>
    public static string? WhyNot { get; } = IsInstalled() ? null : "node is not on the PATH of this machine.";

    private static bool IsInstalled()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
