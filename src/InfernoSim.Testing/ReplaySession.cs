using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Limits;
using InfernoSim.Matching;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing;

/// <summary>One replay from the stub's start to the service's end.</summary>
internal static class ReplaySession
{
    public static async Task<IncidentReplay> RunAsync(
        ReplayPlan plan, string folder, IncidentReplayer replayer, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        Replayed replayed = await ReplayAsync(plan, replayer, null, progress, cancellationToken);
        ReplayRecording recording = await LimitDiagnosis.ConfirmAsync(
            plan,
            replayed.Recording,
            () => ReplayerCalibration.MeasureAsync(plan, cancellationToken),
            (evidence, finding) => Relaxations.For(replayer.Host, evidence, finding, plan.Options),
            async (again, relaxation) => (await ReplayAsync(again, replayer, relaxation, null, cancellationToken)).Recording);
        return new IncidentReplay
        {
            Summary = Baselines.Judge(plan, recording.WithNotTested(replayed.NotTested)),
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
        await using DependencyStub stub = await DependencyStub.StartAsync(
            responder, new DependencyStubOptions { Listen = new IPEndPoint(IPAddress.Loopback, replayer.Host.StubPort) }, cancellationToken);
        foreach (Action<WireMock.Server.WireMockServer> configure in replayer.ConfigureStub)
        {
            configure(stub.Server);
        }

        using RelaxedThreads? threads = relaxation is { MoreThreads: true } ? new RelaxedThreads() : null;
        var route = new ReplayRoute(stub.Addresses[0], responder, HostsOf(plan.Incident)) { AllowsAnyConnections = relaxation is { MoreConnections: true } };
        using ActiveRoute active = ActiveRoutes.Add(route);
        var context = new ServiceHostContext(route, stub, replayer.ConfigureServices, replayer.SourceDirectory) { Environment = Relaxations.Environment(relaxation) };
        await using StartedService service = await replayer.Host.StartAsync(context, cancellationToken);
        using ILimitProbe? probe = service.StartProbe();
        var engine = new ReplayEngine(plan, service) { ServiceProbe = probe };
        responder.Target = engine.Responder;
        ReplayRecording recording = await engine.RunAsync(progress, cancellationToken);
        return new Replayed(recording, [.. route.Report.ToNotTested(), .. Overridden(stub)], service.Output, stub.OverriddenCalls);
    }

    private static HashSet<string> HostsOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Select(call => Uri.TryCreate(call.Url, UriKind.Absolute, out Uri? url) ? url.Host : "")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<NotTested> Overridden(DependencyStub stub) => stub.OverriddenCalls
        .OrderBy(call => call.Key, StringComparer.Ordinal)
        .Select(call => new NotTested($"the dependency call {call.Key}: it was overridden by a mapping of the test's own", WeakensVerdict: false));

    private sealed record Replayed(
        ReplayRecording Recording, IReadOnlyList<NotTested> NotTested, string ServiceOutput, IReadOnlyDictionary<string, long> OverriddenCalls);

    /// <summary>Answers once there is someone to answer; calls that the service makes while it starts wait for nothing and are refused.</summary>
    private sealed class LateResponder : IDependencyResponder, IOverrideListener
    {
        private static readonly DependencyAnswer TooEarly =
            GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.ConnectionRefused, "the replay has not begun"));

        public IDependencyResponder? Target { get; set; }

        public ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) =>
            Target?.AnswerAsync(request, cancellationToken) ?? ValueTask.FromResult(TooEarly);

        public void Overridden(DependencyRequest request) => (Target as IOverrideListener)?.Overridden(request);
    }
}
