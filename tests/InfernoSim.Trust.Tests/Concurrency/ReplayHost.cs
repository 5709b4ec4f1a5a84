using InfernoSim.TestKit.Processes;

namespace InfernoSim.Trust.Tests.Concurrency;

/// <summary>The program InfernoSim.Trust.Tests.Host: a process that replays an incident and prints fingerprints and snapshots.</summary>
internal static class ReplayHost
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "InfernoSim.Trust.Tests.Host.dll");

    /// <summary>Starts it and waits for it.</summary>
    /// <param name="incident">The incident folder.</param>
    /// <param name="dependency">Where the dependency was.</param>
    /// <param name="environment">The variables it has beside the test's own.</param>
    /// <param name="busyThreads">How many threads compute meanwhile.</param>
    /// <param name="times">How often it replays everything.</param>
    /// <returns>What machine it saw, and what it printed each time.</returns>
    public static async Task<(string Machine, string[] Printed)> RunAsync(
        string incident, Uri dependency, (string Name, string Value)[] environment, int busyThreads = 0, int times = 1)
    {
        ProcessResult host = await ChildProcess.RunAsync(ChildProcess.Of(["dotnet", "exec", Program, incident, dependency.ToString(), $"{busyThreads}", $"{times}"], environment!));
        Assert.True(host.ExitCode == 0, $"The host ended with {host.ExitCode}: {host.Error}");
        string[] parts = host.Out.Split('\n', 2);
        return (parts[0], parts[1].Split("END\n", StringSplitOptions.RemoveEmptyEntries));
    }
}
