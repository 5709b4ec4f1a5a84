using System.Diagnostics;
using DiffEngine;

namespace InfernoSim.Testing.Tests.Snapshots;

/// <summary>A program that stands in for a diff tool: <c>tail -f</c> on both files stays until it is ended.</summary>
internal sealed class TempTool : IDisposable
{
    private readonly TestFolder _folder = new();

    public static string Executable => "/usr/bin/tail";

    public static LaunchArguments Arguments { get; } = new(
        Left: (received, verified) => $"-f \"{verified}\" \"{received}\"",
        Right: (received, verified) => $"-f \"{received}\" \"{verified}\"");

    public string File(string name) => _folder.File(name);

    /// <summary>Waits until it runs.</summary>
    /// <returns>What it was started with.</returns>
    /// <exception cref="TimeoutException">It does not run.</exception>
    public async Task<string> StartedAsync()
    {
        string? arguments = null;
        await Patience.UntilAsync(() => (arguments = Running().Select(tool => tool.Arguments).FirstOrDefault()) is not null);
        return arguments ?? throw new TimeoutException("The tool was not started.");
    }

    /// <summary>Waits until it is gone.</summary>
    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task EndedAsync()
    {
        bool isGone = false;
        await Patience.UntilAsync(() => isGone = !Running().Any());
        if (!isGone)
        {
            throw new TimeoutException("The tool was not ended.");
        }
    }

    public void Dispose()
    {
        foreach ((int processId, _) in Running())
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
        }

        _folder.Dispose();
    }

    private IEnumerable<(int ProcessId, string Arguments)> Running() =>
        from process in Process.GetProcessesByName("tail")
        let arguments = CommandLine(process.Id)
        where arguments.Contains(_folder.Path, StringComparison.Ordinal)
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
