using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Configuration;
using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stores;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;
using InfernoSim.Verdicts;

namespace InfernoSim.Cli.Replaying;

/// <summary>Carries out <c>infernosim replay</c>: read, plan, replay, judge, print, remember.</summary>
internal sealed class ReplayRunner(CliConsole console)
{
    /// <summary>Replays the incident and prints the summary.</summary>
    /// <returns>The exit code of the outcome.</returns>
    public async Task<int> RunAsync(ReplayInvocation request, CancellationToken stop)
    {
        Incident incident = IncidentReader.Read(request.Incident, stop);
        ReplayPlan plan = ReplayPlan.Create(incident, ReplayFile.Load(request.Incident, request.Config, console.Environment).ApplyTo(request.Options, request.IsGiven));
        Note(request, plan.Notices);

        BaselineStore baselines = BaselineStore.For(plan);
        ReplayBaseline? earlier = Recall(baselines, plan, request);

        ReplayRecording recording = await LimitDiagnosis.ConfirmAsync(
            plan,
            await ReplayAsync(plan, request, stop),
            () => ReplayerCalibration.MeasureAsync(plan, stop),
            (evidence, finding) => Relaxation.OfDependencies(evidence, finding, request.Options),
            (again, _) => ReplayAsync(again, request, stop));

        ReplaySummary summary = Verdict.Judge(recording, earlier);
        await console.Out.WriteAsync(ReplayReport.Render(summary, request.Json, request.Quiet));
        Remember(baselines, plan, summary, request);
        return summary.ExitCode;
    }

    private async Task<ReplayRecording> ReplayAsync(ReplayPlan plan, ReplayInvocation request, CancellationToken stop)
    {
        var engine = new ReplayEngine(plan, new HttpServiceUnderTest(request.TargetBase));
        await using DependencyStub stub = await StartStubAsync(engine, request, stop);
        Note(request, stub.Notices);
        var progress = new LatestProgress();
        Task<ReplayRecording> replay = engine.RunAsync(progress, stop);
        return request.Quiet ? await replay : await new StatusLine(console, TimeProvider.System, progress.Describe).WhileAsync(replay);
    }

    private static async Task<DependencyStub> StartStubAsync(ReplayEngine engine, ReplayInvocation request, CancellationToken stop)
    {
        try
        {
            return await DependencyStub.StartAsync(
                engine.Responder,
                new DependencyStubOptions { Listen = request.StubListen, CompatListen = CompatListenOf(request) },
                stop);
        }
        catch (StubException failure)
        {
            throw new CliException($"--stub-listen: {failure.Message}", failure);
        }
    }

    /// <summary>The compat address needs no socket of its own where it is the stub's address already.</summary>
    private static IPEndPoint? CompatListenOf(ReplayInvocation request) =>
        request.StubListen.Port != 0 && request.StubListen.Equals(request.StubCompatListen) ? null : request.StubCompatListen;

    /// <summary>A baseline that cannot be read is no reason to lose a verdict.</summary>
    private ReplayBaseline? Recall(BaselineStore baselines, ReplayPlan plan, ReplayInvocation request)
    {
        try
        {
            return baselines.Load(plan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Note(request, [$"there is nothing to compare with: {failure.Message} ({Elsewhere(request)})"]);
            return null;
        }
    }

    private void Note(ReplayInvocation request, IEnumerable<string> notices)
    {
        foreach (string notice in request.Quiet ? [] : notices)
        {
            console.Note(notice);
        }
    }

    /// <summary>Nor is one that cannot be kept.</summary>
    private void Remember(BaselineStore baselines, ReplayPlan plan, ReplaySummary summary, ReplayInvocation request)
    {
        try
        {
            baselines.Save(plan, summary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Note(request, [$"the next run will have nothing to compare with: {failure.Message} ({Elsewhere(request)})"]);
        }
    }

    private static string Elsewhere(ReplayInvocation request) =>
        request.Options.Baseline is null ? "INFERNOSIM_STATE names another folder" : "--baseline names another file";
}
