using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;
using InfernoSim.Testing.Hosting.InProcess;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;
using InfernoSim.Testing.Measuring;
using InfernoSim.VirtualTime;

namespace InfernoSim.Testing;

/// <summary>One replay from the stub's start to the service's end.</summary>
internal static class ReplaySession
{
    public static async Task<IncidentReplay> RunAsync(
        ReplayPlan plan, string folder, IncidentReplayer replayer, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        if (plan.Options.Time == ReplayTime.Virtual && !replayer.Host.SupportsVirtualTime)
        {
            throw new ReplayConfigurationException(ReplayEngine.NotInProcess);
        }

        var baselines = new Baselines(plan);
        Replayed replayed = await ReplayAsync(plan, replayer, null, progress, cancellationToken);
        ReplayRecording recording = await LimitDiagnosis.ConfirmAsync(
            plan,
            replayed.Recording,
            () => ReplayerCalibration.MeasureAsync(plan, cancellationToken),
            (evidence, finding) => Relaxations.For(replayer.Host, evidence, finding, plan.Options),
            async (again, relaxation) => (await ReplayAsync(again, replayer, relaxation, null, cancellationToken)).Recording);
        return new IncidentReplay
        {
            Summary = baselines.Judge(recording.WithNotTested(replayed.NotTested)),
            IncidentFolder = folder,
            ServiceOutput = replayed.ServiceOutput,
            Notices = plan.Notices,
            OverriddenCalls = replayed.OverriddenCalls,
            Limits = recording.Observed.Limits,
        };
    }

    private static async Task<Replayed> ReplayAsync(
        ReplayPlan plan, IncidentReplayer replayer, Relaxation? relaxation, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        // The engine is made for the service, the service is started with the stub, and the stub answers from the engine.
        var responder = new LateResponder();
        await using DependencyStub stub = await DependencyStub.StartAsync(responder, replayer.StubOptions, cancellationToken);
        replayer.Configure(stub);

        ReplayClock? clock = plan.Options.Time == ReplayTime.Virtual ? new ReplayClock(plan.Start) : null;
        using RelaxedThreads? threads = relaxation is { MoreThreads: true } ? new RelaxedThreads() : null;
        var route = new ReplayRoute(stub.Addresses[0], responder, HostsOf(plan.Incident), clock) { AllowsAnyConnections = relaxation is { MoreConnections: true } };
        using ActiveRoute active = ActiveRoutes.Add(route);
        var context = new ServiceHostContext(route, stub, replayer.ConfigureServices, replayer.SourceDirectory)
        {
            Clock = clock,
            Environment = Relaxations.Environment(relaxation),
        };
        await using StartedService service = await replayer.Host.StartAsync(context, cancellationToken);

        // A probe keeps threads busy, and a virtual clock waits until none is.
        using ConcurrentReplays others = ConcurrentReplays.Enter();
        using ILimitProbe? probe = clock is null ? others.StartProbe(service) : null;
        var engine = new ReplayEngine(plan, service, clock) { ServiceProbe = probe };
        responder.Target = engine.Responder;
        using ServiceMeter? meter = service is ApplicationService ? ServiceMeter.For(plan) : null;
        route.Meter = meter;
        ReplayRecording recording = await engine.RunAsync(progress, cancellationToken);
        recording = meter is null ? recording : recording.WithInProcess(meter.Complete());
        return new Replayed(recording, [.. route.Report.ToNotTested(), .. Overridden(stub)], service.Output, stub.OverriddenCalls);
    }

    internal static HashSet<string> HostsOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Select(call => Uri.TryCreate(call.Url, UriKind.Absolute, out Uri? url) ? url.Host : "")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<NotTested> Overridden(DependencyStub stub) => stub.OverriddenCalls
        .OrderBy(call => call.Key, StringComparer.Ordinal)
        .Select(call => new NotTested($"the dependency call {call.Key}: it was overridden by a mapping of the test's own", WeakensVerdict: false));

    private sealed record Replayed(
        ReplayRecording Recording, IReadOnlyList<NotTested> NotTested, string ServiceOutput, IReadOnlyDictionary<string, long> OverriddenCalls);
}
