using System.ComponentModel;
using System.Diagnostics;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Replay;

namespace InfernoSim.Cli.Hosting;

/// <summary>A command of the user's that resets what a running service owns before each run. What fails in it is no fault of the service.</summary>
/// <param name="command">A line for the system's shell.</param>
/// <param name="tell">Told what it prints, line by line.</param>
internal sealed class BeforeRunCommand(string command, Action<string> tell)
{
    /// <summary>The flag that names it.</summary>
    public const string Flag = "--before-run";

    // What a failure says is the end of what was printed.
    private const int MostLines = 20;

    /// <summary>Carries it out, and waits for its end.</summary>
    /// <param name="run">The run that is about to begin, from 1.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">It cannot be started, or exits with another code than 0.</exception>
    public async Task RunAsync(int run, CancellationToken cancellationToken)
    {
        using Process process = Start(run);
        var printed = new Queue<string>();
        try
        {
            process.StandardInput.Close();
            Task output = Task.WhenAll(ReadAsync(process.StandardOutput, printed), ReadAsync(process.StandardError, printed));
            await process.WaitForExitAsync(cancellationToken);
            await output.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            string said = printed.Count == 0 ? "it printed nothing" : string.Join(" | ", printed);
            throw new CliException($"{Flag}: '{command}' exited with code {process.ExitCode} before run {run}, so nothing is known of the service: {said}");
        }
    }

    private Process Start(int run)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh", [OperatingSystem.IsWindows() ? "/c" : "-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[ServiceName.RunVariable] = $"{run}";
        start.Environment[ServiceName.NameVariable] = ServiceName.Of(run, 0);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new CliException($"{Flag}: '{command}' cannot be started: {failure.Message}", failure);
        }
    }

    private async Task ReadAsync(StreamReader stream, Queue<string> printed)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            lock (printed)
            {
                tell($"{Flag}: {line}");
                printed.Enqueue(line);
                if (printed.Count > MostLines)
                {
                    printed.Dequeue();
                }
            }
        }
    }
}
