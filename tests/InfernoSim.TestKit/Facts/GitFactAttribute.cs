using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace InfernoSim.TestKit.Facts;

/// <summary>A test with a git repository, skipped, and shown as skipped, where git is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GitFactAttribute : FactAttribute
{
    private static readonly string? WhyNot = IsInstalled() ? null : "git is not on the PATH of this machine.";

    /// <summary>Skips the test without git.</summary>
    public GitFactAttribute() => Skip = WhyNot;

    private static bool IsInstalled()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("git", "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
