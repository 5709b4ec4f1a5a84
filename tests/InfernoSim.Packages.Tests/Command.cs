using System.Diagnostics;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>Runs a command as somebody at a prompt would.</summary>
internal static class Command
{
    // What the build or test run around us tells its children, and somebody at a prompt would not have set.
    private static readonly string[] Inherited = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "DOTNET_CLI", "INFERNOSIM_", "CI", "TF_BUILD", "GITHUB_"];

    // A build node or compiler server that outlives the command keeps the folder, and the test run, from ending.
    private static readonly (string, string?)[] NothingOutlivesIt = [("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("DiffEngine_Disabled", "true")];

    public static Task<ProcessResult> RunAsync(string folder, string file, IEnumerable<string> arguments, params (string Name, string? Value)[] environment)
    {
        IEnumerable<(string, string?)> inherited = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => Inherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .Select(name => (name, (string?)null));
        ProcessStartInfo start = ChildProcess.Of([file, .. arguments], [.. inherited, .. NothingOutlivesIt, .. environment]);
        start.WorkingDirectory = folder;
        return ChildProcess.RunAsync(start);
    }
}
