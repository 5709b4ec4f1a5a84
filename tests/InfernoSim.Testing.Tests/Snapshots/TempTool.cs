using System.Diagnostics;
using DiffEngine;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>A program that stands in for a diff tool: <c>tail -f</c> on both files stays until it is ended.</summary>
internal sealed class TempTool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("infernosim-tool-").FullName;

    public static string Executable => "/usr/bin/tail";

    public static LaunchArguments Arguments { get; } = new(
        Left: (received, verified) => $"-f \"{verified}\" \"{received}\"",
        Right: (received, verified) => $"-f \"{received}\" \"{verified}\"");

    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Waits until it runs.</summary>
    /// <returns>What it was started with.</returns>
    public async Task<string> StartedAsync() => await PollAsync(() => Running().Select(tool => tool.Arguments).FirstOrDefault());

    /// <summary>Waits until it is gone.</summary>
    public async Task EndedAsync() => await PollAsync(() => Running().Any() ? null : "gone");

    public void Dispose()
    {
        foreach ((int processId, _) in Running())
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<(int ProcessId, string Arguments)> Running() =>
        from process in Process.GetProcessesByName("tail")
        let arguments = CommandLine(process.Id)
        where arguments.Contains(_folder, StringComparison.Ordinal)
        select (process.Id, arguments);

    private static string CommandLine(int processId)
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{processId}/cmdline").TrimEnd('\0').Replace('\0', ' ');
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return "";
        }
    }

    private static async Task<string> PollAsync(Func<string?> find)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        string? found;
        while ((found = find()) is null)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }

        return found;
    }
}

/// <summary>A test that looks at processes in <c>/proc</c>, and whose tool DiffEngine finds with <c>ps</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProcFactAttribute : FactAttribute
{
    public ProcFactAttribute() =>
        Skip = File.Exists("/proc/self/cmdline") && File.Exists(TempTool.Executable) && (File.Exists("/bin/ps") || File.Exists("/usr/bin/ps"))
            ? null
            : "There is no /proc, tail or ps here.";
}
