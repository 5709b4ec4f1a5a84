using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Cli.Terminal;
using InfernoSim.Jobs;

namespace InfernoSim.Cli.Healing;

/// <summary>Carries out <c>infernosim heal</c>: calls the job, shows what it learnt, writes it where that is asked.</summary>
internal sealed class HealRunner(CliConsole console)
{
    /// <summary>Learns, and prints what was learnt.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(HealInvocation request, CancellationToken stop)
    {
        var job = new HealJob
        {
            Input = request.ToInput(console.Environment),
            Host = new TargetHost(request.TargetBase)
            {
                Servers = request.Servers,
                Trust = request.Trust.Open(),
                BeforeRun = request.BeforeRun is { } command ? new BeforeRunCommand(command, console.Note) : null,
            },
            Replays = request.Replays,
            Notice = console.Note,
        };
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        HealJobResult result = await new StatusLine(console, TimeProvider.System, () => $"learning from {request.Replays} replays")
            .WhileAsync(job.RunAsync(() => begun.TrySetResult(), stop), begun.Task);
        await console.PrintAsync(HealReport.Render(result, request));
        if (request.Write)
        {
            result.Write();
        }

        return result.Refused > 0 || (result.Diff is not null && !request.Write) ? ExitCode.Differs : ExitCode.Success;
    }
}
