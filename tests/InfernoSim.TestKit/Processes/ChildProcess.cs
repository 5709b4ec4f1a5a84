using System.Diagnostics;
using System.Text;

namespace InfernoSim.TestKit.Processes;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">What it printed to standard output.</param>
/// <param name="Error">What it printed to standard error.</param>
public sealed record ProcessResult(int ExitCode, string Out, string Error);

/// <summary>Processes that tests start.</summary>
public static class ChildProcess
{
    /// <summary>How to start a command, with its output redirected.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">The variables that it has beside the test's own; a value of <see langword="null"/> takes one away.</param>
    public static ProcessStartInfo Of(IReadOnlyList<string> command, params IEnumerable<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string? value) in environment)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        return start;
    }

    /// <summary>A command with a limit on the size of files, which to a writer is what a full disk is; not on Windows.</summary>
    /// <param name="kibibytes">The limit.</param>
    /// <param name="command">The program and its arguments.</param>
    public static string[] OnFullDisk(int kibibytes, IEnumerable<string> command)
    {
        // The signal that comes with the limit is ignored, so that the write fails with an error as on a full disk. The
        // runtime maps its own code through a large file unless it is told not to.
        string script = $"trap '' XFSZ; ulimit -f {kibibytes}; DOTNET_EnableWriteXorExecute=0 exec \"$@\"";
        return ["bash", "-c", script, "bash", .. command];
    }

    /// <summary>A command with a limit on the files that it may have open, each connection being one; not on Windows.</summary>
    /// <param name="most">The limit.</param>
    /// <param name="command">The program and its arguments.</param>
    public static string[] WithFiles(int most, IEnumerable<string> command) => ["bash", "-c", $"ulimit -n {most}; exec \"$@\"", "bash", .. command];

    /// <summary>Runs a process to its end, however long it takes.</summary>
    /// <exception cref="OperationCanceledException">It is no longer waited for; it goes on.</exception>
    public static async Task<ProcessResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken = default)
    {
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new ProcessResult(process.ExitCode, output, await error);
    }
}
