using System.Diagnostics;
using System.Text.Json;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>This program once more, in a role of its own. It ends when its standard input does, so that none outlives the harness.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _role;

    private ChildProcess(Process process, string role, string address)
    {
        _process = process;
        _role = role;
        Address = address;
    }

    /// <summary>Where it listens (<c>host:port</c>); empty for one that does not.</summary>
    public string Address { get; }

    /// <summary>What it has used of the processor.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of memory that it has.</summary>
    public long Memory => _process.MemoryNow;

    /// <summary>Files that it has open, sockets among them.</summary>
    public int OpenFiles => _process.OpenFilesNow;

    public static async Task<ChildProcess> StartAsync(string role, params string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] self = isHosted ? [typeof(ChildProcess).Assembly.Location] : [];
        var process = Process.Start(new ProcessStartInfo(program, [.. self, ChildRoles.Marker, role, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string ready = await ReadAsync(process, role);
        return new ChildProcess(process, role, ready);
    }

    /// <summary>Sends a command and waits for the answer to it.</summary>
    public async Task<T> AskAsync<T>(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<T>(await ReadAsync(_process, _role))!;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> ReadAsync(Process process, string role) =>
        await process.StandardOutput.ReadLineAsync()
        ?? throw new BenchmarkException($"The process '{role}' has ended; what it wrote above says why.");
}
