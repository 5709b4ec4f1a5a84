using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Verdicts;
using InfernoSim.VirtualTime;

namespace InfernoSim.Jobs;

/// <summary>One replay, from the incident folder to the verdict: read, plan, stub, replay, judge, remember.</summary>
public sealed class ReplayJob
{
    /// <summary>What to replay, and how.</summary>
    public required ReplayInput Input { get; init; }

    /// <summary>Starts the stub and the service.</summary>
    public required IReplayHost Host { get; init; }

    /// <summary>Told what a person should know before the first request is sent, one line each.</summary>
    /// <value>The default is <see langword="null"/>: nobody is told.</value>
    public Action<string>? Notice { get; init; }

    /// <summary>Replays and judges.</summary>
    /// <param name="progress">Told when the replay begins, and now and then how far it has come.</param>
    /// <param name="cancellationToken">Ends the replay.</param>
    /// <returns>The verdict, also when it is that the service failed.</returns>
    /// <exception cref="IncidentFormatException">The incident is missing or broken.</exception>
    /// <exception cref="ReplayConfigurationException">An option or <c>replay.yaml</c> cannot be used, or a baseline that is needed.</exception>
    /// <exception cref="OperationCanceledException">The replay was ended.</exception>
    public async Task<ReplayResult> RunAsync(IProgress<ReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await CallerContext.Leave();
        Incident incident = Input.ReadIncident(cancellationToken);
        ReplayPlan plan = Input.PlanOf(incident);
        if (plan.Options.Time == ReplayTime.Virtual && !Host.SupportsVirtualTime)
        {
            throw new ReplayConfigurationException(ReplayEngine.NotInProcess(Input.Words));
        }

        if (plan.Options.State != ReplayState.Shared && !Host.SupportsFreshState)
        {
            throw new ReplayConfigurationException(
                $"{Input.Words.Name(nameof(ReplayOptions.State))} is {plan.Options.State}, which needs a service that the replay starts itself; this one runs already. Leave it at {ReplayState.Shared}, and reset what the service owns before each run.");
        }

        Tell(plan.Notices);
        var baseline = new JobBaseline(plan, notice => Tell([notice]));
        ReplayRecording recording = await LimitDiagnosis.ConfirmAsync(
            plan,
            await ReplayAsync(plan, null, Tell, progress, cancellationToken),
            () => Host.MeasureCeilingAsync(plan, cancellationToken),
            (evidence, finding) => Host.Relax(evidence, finding, plan.Options),
            (again, relaxation) => ReplayAsync(again, relaxation, _ => { }, progress, cancellationToken));
        (ReplaySummary summary, BaselineFailure? failure) = baseline.Judge(recording);
        return new ReplayResult(summary, plan.Notices) { BaselineFailure = failure, Limits = recording.Observed.Limits };
    }

    // The engine is made for the service, the service is started with the stub, and the stub answers from the engine.
    private async Task<ReplayRecording> ReplayAsync(
        ReplayPlan plan, Relaxation? relaxation, Action<IReadOnlyList<string>> tell, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        var responder = new LateResponder(plan.Background);
        ReplayClock? clock = plan.Options.Time == ReplayTime.Virtual ? new ReplayClock(plan.Start) : null;
        await using HostedService hosted = await Host.StartAsync(
            new HostRequest(plan.Incident, responder) { Clock = clock, Relaxation = relaxation, State = plan.Options.State, Fanout = plan.Options.Fanout }, cancellationToken);
        tell(hosted.Notices);

        // A probe keeps threads busy, and a virtual clock waits until none is.
        using ILimitProbe? probe = clock is null ? hosted.StartProbe() : null;
        var engine = new ReplayEngine(plan, hosted.Pool, clock, observer: null, isInProcess: Host.SupportsVirtualTime) { ServiceProbe = probe };
        responder.Target = engine.Responder;
        hosted.Begin(plan);
        progress?.Report(new ReplayProgress(1, plan.Options.Runs, 0, plan.RequestCount, 0));
        return hosted.Complete(await engine.RunAsync(progress, cancellationToken));
    }

    private void Tell(IReadOnlyList<string> notices)
    {
        foreach (string notice in notices)
        {
            Notice?.Invoke(notice);
        }
    }
}
