using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Cli.Terminal;
using InfernoSim.Jobs;

namespace InfernoSim.Cli.Replaying;

/// <summary>Carries out <c>infernosim replay</c>: calls the job, prints the summary.</summary>
internal sealed class ReplayRunner(CliConsole console)
{
    /// <summary>Replays the incident and prints the summary.</summary>
    /// <returns>The exit code of the outcome.</returns>
    public async Task<int> RunAsync(ReplayInvocation request, CancellationToken stop)
    {
        var job = new ReplayJob
        {
            Input = request.ToInput(console.Environment),
            Host = new TargetHost(request.TargetBase, request.StubListen, request.StubCompatListen)
            {
                BeforeRun = request.BeforeRun is { } command ? new BeforeRunCommand(command, request.Quiet ? static _ => { } : console.Note) : null,
            },
            Notice = request.Quiet ? null : console.Note,
        };
        var progress = new LatestProgress();
        Task<ReplayResult> replay = job.RunAsync(progress, stop);
        ReplayResult result = request.Quiet ? await replay : await new StatusLine(console, TimeProvider.System, progress.Describe).WhileAsync(replay, progress.Begun);
        await console.Out.WriteAsync(ReplayReport.Render(result.Summary, request.Json, request.Quiet));
        if (!request.Json && !request.Quiet)
        {
            await console.Out.WriteAsync(FreshAdvice.Render(result.Summary.Fresh, request));
        }

        if (result.BaselineFailure is { } failure && (failure.IsError || !request.Quiet))
        {
            console.Note(failure.Message);
        }

        return result.BaselineFailure is { IsError: true } ? ExitCode.CannotRun : result.Summary.ExitCode;
    }
}
