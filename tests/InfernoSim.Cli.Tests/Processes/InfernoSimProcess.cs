using System.Diagnostics;
using InfernoSim.Cli.CommandLine;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>The built command as a process of its own, with redirected output and an environment that is the same everywhere.</summary>
internal sealed class InfernoSimProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ProcessLines _out = new();
    private readonly ProcessLines _error = new();

    private InfernoSimProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _out.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _error.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What a shell would run.</summary>
    public static string[] Command => [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(CommandHost).Assembly.Location];

    /// <summary>Starts the command in a folder.</summary>
    public static InfernoSimProcess Start(TestFolder folder, string[] args, params (string Name, string Value)[] environment) =>
        Launch(folder, [.. Command, .. args], environment);

    /// <summary>Starts the command with a limit on the size of files, which to a writer is what a full disk is.</summary>
    public static InfernoSimProcess StartOnFullDisk(TestFolder folder, int kibibytes, string[] args) =>
        Launch(folder, ChildProcess.OnFullDisk(kibibytes, [.. Command, .. args]));

    /// <summary>Runs the command to its end with a limit on the files that it may have open.</summary>
    public static async Task<ProcessResult> RunWithFilesAsync(TestFolder folder, int most, string[] args)
    {
        await using InfernoSimProcess process = Launch(folder, ChildProcess.WithFiles(most, [.. Command, .. args]));
        return await process.ExitAsync();
    }

    /// <summary>Runs the command to its end.</summary>
    public static async Task<ProcessResult> RunAsync(TestFolder folder, string[] args, params (string Name, string Value)[] environment)
    {
        await using InfernoSimProcess process = Start(folder, args, environment);
        return await process.ExitAsync();
    }

    /// <summary>Waits for a line on standard output.</summary>
    public Task<string> LineAsync(string part) => FirstAsync(_out, part);

    /// <summary>Waits for a line on standard error.</summary>
    public Task<string> ErrorLineAsync(string part) => FirstAsync(_error, part);

    /// <summary>The address of a capture's inbound proxy.</summary>
    public async Task<Uri> InboundAsync() => new((await LineAsync("inbound   http")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    /// <summary>The address of a capture's outbound proxy.</summary>
    public async Task<Uri> OutboundAsync() => new((await LineAsync("outbound  http")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].TrimEnd(';'));

    /// <summary>Ends the process here and now, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends a signal, as <c>kill -NAME</c> does.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ProcessResult> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return new ProcessResult(_process.ExitCode, _out.ToString(), _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static InfernoSimProcess Launch(TestFolder folder, string[] command, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = ChildProcess.Of(
            command,
            [("CI", null), ("HTTP_PROXY", null), ("http_proxy", null), ("INFERNOSIM_TRACE", null), ("INFERNOSIM_STATE", folder.File("state")), .. environment]);
        start.WorkingDirectory = folder.Path;
        return new InfernoSimProcess(new Process { StartInfo = start });
    }

    private async Task<string> FirstAsync(ProcessLines lines, string part) => await lines.FirstAsync(part).WaitAsync(Patience.Limit)
        ?? throw new InvalidOperationException($"It ended without a line with '{part}'.\n{_out}\n{_error}");
}
