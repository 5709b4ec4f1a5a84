using System.Net;
using InfernoSim.Incidents;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.Testing.InProcess;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Measuring;
using InfernoSim.Verdicts;
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

        ReplayClock? clock = plan.Options.Time == ReplayTime.Virtual ? new ReplayClock(plan.Start) : null;
        var baselines = new Baselines(plan);

        // The engine is made for the service, the service is started with the stub, and the stub answers from the engine.
        var responder = new LateResponder();
        await using DependencyStub stub = await DependencyStub.StartAsync(
            responder, new DependencyStubOptions { Listen = new IPEndPoint(IPAddress.Loopback, replayer.Host.StubPort) }, cancellationToken);
        foreach (Action<WireMock.Server.WireMockServer> configure in replayer.ConfigureStub)
        {
            configure(stub.Server);
        }

        var route = new ReplayRoute(stub.Addresses[0], responder, HostsOf(plan.Incident), clock);
        using ActiveRoute active = ActiveRoutes.Add(route);
        var context = new ServiceHostContext(route, stub, replayer.ConfigureServices, replayer.SourceDirectory) { Clock = clock };
        await using StartedService service = await replayer.Host.StartAsync(context, cancellationToken);
        var engine = new ReplayEngine(plan, service, clock);
        responder.Target = engine.Responder;
        using ServiceMeter? meter = service is ApplicationService ? ServiceMeter.For(plan) : null;
        route.Meter = meter;
        ReplayRecording recording = await engine.RunAsync(progress, cancellationToken);
        recording = meter is null ? recording : recording.WithInProcess(meter.Complete());

        ReplaySummary summary = baselines.Judge(recording.WithNotTested([.. route.Report.ToNotTested(), .. Overridden(stub)]));
        return new IncidentReplay
        {
            Summary = summary,
            IncidentFolder = folder,
            ServiceOutput = service.Output,
            Notices = plan.Notices,
            OverriddenCalls = stub.OverriddenCalls,
        };
    }

    internal static HashSet<string> HostsOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Select(call => Uri.TryCreate(call.Url, UriKind.Absolute, out Uri? url) ? url.Host : "")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<NotTested> Overridden(DependencyStub stub) => stub.OverriddenCalls
        .OrderBy(call => call.Key, StringComparer.Ordinal)
        .Select(call => new NotTested($"the dependency call {call.Key}: it was overridden by a mapping of the test's own", WeakensVerdict: false));
}
