using InfernoSim.Capture.AspNetCore.Freezing;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;

namespace InfernoSim.Cli.Flight;

/// <summary>Carries out <c>infernosim freeze</c>.</summary>
internal sealed class FreezeRunner(CliConsole console)
{
    // For a recorder to answer at all; the incident itself takes as long as the recorder waits after a trigger.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Freezes.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CliException">There is no recorder.</exception>
    public async Task<int> RunAsync(FreezeInvocation request, CancellationToken stop)
    {
        string answer = await SendAsync(request, stop);
        if (answer.StartsWith(OrderPipe.Done, StringComparison.Ordinal))
        {
            console.Out.WriteLine(answer[OrderPipe.Done.Length..].TrimStart());
            return ExitCode.Success;
        }

        console.Note($"the recorder of process {request.ProcessId} wrote no incident: {answer}");
        return ExitCode.CannotRun;
    }

    private static async Task<string> SendAsync(FreezeInvocation request, CancellationToken stop)
    {
        try
        {
            return await RecorderOrder.SendAsync(OrderPipe.NameOf(request.ProcessId), $"{OrderPipe.Freeze} {request.Reason}", ConnectTimeout, stop);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or UnauthorizedAccessException)
        {
            throw new CliException($"process {request.ProcessId} has no flight recorder that answers: {failure.Message} Start the service with 'infernosim run', or add the recorder to it; both processes need the same user and TMPDIR.", failure);
        }
    }
}
