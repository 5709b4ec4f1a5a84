using System.Diagnostics;
using System.Globalization;
using InfernoSim.Benchmarks.Harness;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>The command <c>infernosim</c> as a process of its own.</summary>
internal sealed class CaptureCommand : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task _drained;

    private CaptureCommand(Process process, Task drained)
    {
        _process = process;
        _drained = drained;
    }

    /// <summary>Bytes of memory that it has.</summary>
    public long Memory => _process.MemoryNow;

    /// <summary>Files that it has open, sockets among them.</summary>
    public int OpenFiles => _process.OpenFilesNow;

    /// <summary>Starts a capture, and waits until it listens.</summary>
    /// <param name="ports">Where.</param>
    /// <param name="service">The service with TLS, <c>host:port</c>.</param>
    /// <param name="folder">Where the incident goes.</param>
    /// <param name="isContinued">Whether there is one already.</param>
    public static async Task<CaptureCommand> StartAsync(SoakPorts ports, string service, string folder, bool isContinued)
    {
        Process process = Start(
            [
                "capture", "--listen", ports.Inbound.Authority, "--outbound-listen", ports.Outbound.Authority, "--forward", $"https://{service}", "--insecure-upstream",
                "--out", folder, "--max-body", "64KiB", .. (string[])(isContinued ? ["--append"] : []),
            ]);
        Task errors = TellAsync(process.StandardError);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("inbound   http", StringComparison.Ordinal))
            {
                return new CaptureCommand(process, Task.WhenAll(errors, TellAsync(process.StandardOutput)));
            }
        }

        throw new BenchmarkException("The capture did not start; what it wrote above says why.");
    }

    /// <summary>Runs the command to its end.</summary>
    /// <returns>Its exit code, and what it said.</returns>
    public static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said + await error);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>Tells it to end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await EndAsync().WaitAsync(Grace);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "InfernoSim.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task TellAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            await Console.Error.WriteLineAsync($"  capture: {line}");
        }
    }

    private async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        await _drained;
    }
}
