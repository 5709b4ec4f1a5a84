using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Hosting;
using InfernoSim.Cli.Terminal;
using InfernoSim.Jobs;
using InfernoSim.Stores;
using InfernoSim.Verdicts;

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
            Host = new TargetHost(request.TargetBase)
            {
                Servers = request.Servers,
                Trust = request.Trust.Open(),
                BeforeRun = request.BeforeRun is { } command ? new BeforeRunCommand(command, request.Quiet ? static _ => { } : console.Note) : null,
            },
            Notice = request.Quiet ? null : console.Note,
        };
        var progress = new LatestProgress();
        Task<ReplayResult> replay = job.RunAsync(progress, stop);
        ReplayResult result = request.Quiet ? await replay : await new StatusLine(console, TimeProvider.System, progress.Describe).WhileAsync(replay, progress.Begun);
        await console.PrintAsync(ReplayReport.Render(result.Summary, request.Json, request.Quiet));
        if (!request.Json && !request.Quiet && result.Summary.Cause is not { Kind: CauseKind.State })
        {
            await console.PrintAsync(FreshAdvice.Render(result.Summary.Fresh, request));
        }

        Remember(request, result.Summary);
        if (result.BaselineFailure is { } failure && (failure.IsError || !request.Quiet))
        {
            console.Note(failure.Message);
        }

        return result.BaselineFailure is { IsError: true } ? ExitCode.CannotRun : result.Summary.ExitCode;
    }

    // For infernosim explain. A replay that cannot be remembered is as good as any other.
    private void Remember(ReplayInvocation request, ReplaySummary summary)
    {
        try
        {
            new LastReplay(BaselineStore.DefaultFolder).Save(request.Incident, summary.ToJson());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (!request.Quiet)
            {
                console.Note($"infernosim explain will not know of this replay: {problem.Message}");
            }
        }
    }
}
