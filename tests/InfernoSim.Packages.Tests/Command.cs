using System.Diagnostics;
using System.Text;

namespace InfernoSim.Packages.Tests;

/// <summary>How a command ended, and what it printed to either stream.</summary>
internal sealed record CommandResult(int ExitCode, string Output);

/// <summary>Runs a command as somebody at a prompt would.</summary>
internal static class Command
{
    // What the build or test run around us tells its children, and somebody at a prompt would not have set.
    private static readonly string[] Inherited = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "DOTNET_CLI", "INFERNOSIM_", "CI", "TF_BUILD", "GITHUB_"];

    public static async Task<CommandResult> RunAsync(string folder, string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => Inherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        // A build node or compiler server that outlives the command keeps the folder, and the test run, from ending.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DiffEngine_Disabled"] = "true";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, output.ToString());

        void Append(string? line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
