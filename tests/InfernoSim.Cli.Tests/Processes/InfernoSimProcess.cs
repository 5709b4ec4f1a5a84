using System.Diagnostics;
using System.Text;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>The built command as a process of its own, with redirected output and an environment that is the same everywhere.</summary>
internal sealed class InfernoSimProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
    public static InfernoSimProcess Start(TestFolder folder, string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Command[0], [.. Command[1..], .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder.Path,
        };
        foreach (string name in (string[])["CI", "HTTP_PROXY", "http_proxy", "INFERNOSIM_TRACE"])
        {
            start.Environment.Remove(name);
        }

        start.Environment["INFERNOSIM_STATE"] = folder.File("state");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new InfernoSimProcess(new Process { StartInfo = start });
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

    /// <summary>Sends a signal, as <c>kill -NAME</c> does.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ProcessResult> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new ProcessResult(_process.ExitCode, _out.ToString(), _error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<string> FirstAsync(ProcessLines lines, string part) => await lines.FirstAsync(part).WaitAsync(Patience)
        ?? throw new InvalidOperationException($"It ended without a line with '{part}'.\n{_out}\n{_error}");
}

/// <summary>How a process ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Out, string Error);
