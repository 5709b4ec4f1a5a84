using System.IO.Pipes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.AspNetCore.Freezing;

/// <summary>
/// Takes orders of other programs of the same user on this machine, one a connection and one line each: <c>freeze REASON</c>, answered with
/// <c>ok FOLDER</c> or <c>error WHY</c>, and <c>stop</c>, answered with <c>ok</c>.
/// </summary>
/// <param name="freezer">Freezes.</param>
/// <param name="lifetime">Stops the service.</param>
/// <param name="log">Told when there can be no pipe.</param>
internal sealed class OrderPipe(Freezer freezer, IHostApplicationLifetime lifetime, ILogger<OrderPipe> log) : IDisposable
{
    /// <summary>The environment variable that gives the pipe a second name.</summary>
    public const string Variable = "INFERNOSIM_RECORDER_PIPE";

    /// <summary>The order to freeze.</summary>
    public const string Freeze = "freeze";

    /// <summary>The order to stop the service.</summary>
    public const string Stop = "stop";

    /// <summary>What an answer begins with when all went well.</summary>
    public const string Done = "ok";

    private const int MostConnections = 4;

    private static readonly Action<ILogger, Exception?> LogNone = LoggerMessage.Define(
        LogLevel.Debug, new EventId(5, "InfernoSimRecorderNoPipe"), "The flight recorder takes no orders of other programs.");

    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;

    /// <summary>The name of the pipe of a process.</summary>
    /// <param name="processId">The process.</param>
    public static string NameOf(int processId) => $"infernosim-{processId}";

    /// <summary>Begins to take orders.</summary>
    public void Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _work = Task.WhenAll(Names().Select(name => Task.Run(() => ListenAsync(name))));
        }
    }

    /// <summary>Takes no more.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _work;
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private static IEnumerable<string> Names()
    {
        yield return NameOf(Environment.ProcessId);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            yield return given;
        }
    }

    private async Task ListenAsync(string name)
    {
        try
        {
            while (true)
            {
                await using var pipe = new NamedPipeServerStream(
                    name, PipeDirection.InOut, MostConnections, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
                await pipe.WaitForConnectionAsync(_stopping.Token);
                await ServeAsync(pipe);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // Another service in this process has the pipe, or there is no folder for it.
            LogNone(log, failure);
        }
    }

    private async Task ServeAsync(NamedPipeServerStream pipe)
    {
        try
        {
            using var reader = new StreamReader(pipe, leaveOpen: true);
            await using var writer = new StreamWriter(pipe, leaveOpen: true) { NewLine = "\n" };
            string order = await reader.ReadLineAsync(_stopping.Token) ?? "";
            await writer.WriteLineAsync(await CarryOutAsync(order));
            await writer.FlushAsync(_stopping.Token);
        }
        catch (IOException)
        {
            // Whoever asked is gone.
        }
    }

    private async Task<string> CarryOutAsync(string order)
    {
        if (order == Stop)
        {
            lifetime.StopApplication();
            return Done;
        }

        if (!order.StartsWith(Freeze, StringComparison.Ordinal))
        {
            return "error the recorder knows freeze and stop";
        }

        try
        {
            string reason = order[Freeze.Length..].Trim();
            FrozenIncident incident = await freezer.AskAsync("command", reason.Length > 0 ? reason : "asked for by a command").WaitAsync(_stopping.Token);
            return $"{Done} {incident.Folder}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"error {failure.Message.ReplaceLineEndings(" ")}";
        }
    }
}
