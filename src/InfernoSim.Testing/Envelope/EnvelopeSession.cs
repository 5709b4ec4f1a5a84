using InfernoSim.Incidents;
using InfernoSim.Load.Envelope;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;

namespace InfernoSim.Testing.Envelope;

/// <summary>One envelope search from the stub's start to the service's end.</summary>
internal static class EnvelopeSession
{
    public static async Task<IncidentEnvelopeResult> RunAsync(
        Incident incident, string folder, EnvelopeOptions options, IncidentReplayer replayer, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var responder = new LateResponder();
        await using DependencyStub stub = await DependencyStub.StartAsync(responder, replayer.StubOptions, cancellationToken);
        replayer.Configure(stub);

        var route = new ReplayRoute(stub.Addresses[0], responder, ReplaySession.HostsOf(incident));
        using ActiveRoute active = ActiveRoutes.Add(route);
        var context = new ServiceHostContext(route, stub, replayer.ConfigureServices, replayer.SourceDirectory);
        await using StartedService service = await replayer.Host.StartAsync(context, cancellationToken);
        using ConcurrentReplays others = ConcurrentReplays.Enter();
        using var engine = new EnvelopeEngine(incident, options, service)
        {
            StartProbe = () => others.StartProbe(service),
            MeasureCeiling = ReplayerCalibration.MeasureAsync,
        };
        responder.Target = engine.Responder;
        EnvelopeSummary summary = await engine.RunAsync(progress, cancellationToken);
        return new IncidentEnvelopeResult
        {
            Summary = summary,
            IncidentFolder = folder,
            ServiceOutput = service.Output,
            Notices = engine.Notices,
        };
    }
}
