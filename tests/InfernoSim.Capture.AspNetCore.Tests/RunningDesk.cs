using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Capture.AspNetCore.Tests;

/// <summary>The desk as a process of its own that knows of no recorder, started by <c>infernosim run</c>.</summary>
internal sealed class RunningDesk : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly InfernoSimProcess _run;

    private RunningDesk(InfernoSimProcess run) => _run = run;

    /// <summary>Starts it, with its incidents in <c>incidents</c> and more flags of the command.</summary>
    public static RunningDesk Start(TestFolder folder, Uri prices, params string[] flags) => new(InfernoSimProcess.Start(folder, Arguments(folder, prices, flags)));

    /// <summary>Starts it where no file can be longer.</summary>
    public static RunningDesk StartOnFullDisk(TestFolder folder, int kibibytes, Uri prices, params string[] flags) =>
        new(InfernoSimProcess.StartOnFullDisk(folder, kibibytes, Arguments(folder, prices, flags)));

    /// <summary>Where it listens.</summary>
    public async Task<Uri> AddressAsync() => new((await _run.LineAsync(Listening)).Split(Listening)[1]);

    /// <summary>Sends the command the signal to end, and waits for its end.</summary>
    public async Task<ProcessResult> StopAsync()
    {
        await _run.SignalAsync("TERM");
        return await _run.ExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public Task<ProcessResult> ExitAsync() => _run.ExitAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private static string[] Arguments(TestFolder folder, Uri prices, params string[] flags) =>
    [
        "run", "--record", "incidents", .. flags, "--",
        "dotnet", typeof(DeskContext).Assembly.Location, "--urls=http://127.0.0.1:0", $"--Prices={prices}", $"--Database=Data Source={folder.File("desk.db")};Pooling=False",
    ];
}
