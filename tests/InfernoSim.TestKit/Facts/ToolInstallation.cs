using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace InfernoSim.TestKit.Facts;

/// <summary>Whether there are programs to test with.</summary>
public static class ToolInstallation
{
    private static readonly ConcurrentDictionary<string, string?> Known = new(StringComparer.Ordinal);

    /// <summary>Why tests that need a program are skipped; <see langword="null"/> when it is there.</summary>
    /// <param name="tool">Its name.</param>
    public static string? WhyNot(string tool) => Known.GetOrAdd(tool, static name => IsInstalled(name) ? null : $"{name} is not on the PATH of this machine.");

    private static bool IsInstalled(string tool)
    {
        string version = tool switch { "go" => "version", "java" => "-version", _ => "--version" };
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(tool, version) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
