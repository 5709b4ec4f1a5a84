using InfernoSim.Faults;
using InfernoSim.Load.Envelope;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Stub;
using Microsoft.AspNetCore.Builder;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>One search against a service of known limit, which runs in this process and is fresh for each search.</summary>
internal static class KnownSearch
{
    public static Task<EnvelopeSummary> RateAsync(KnownService service) => RunAsync(service, new EnvelopeOptions
    {
        ServiceLevel = ServiceLevel.Parse(service.Objective),
        Fanout = false,
        Dependencies = [],
    }, new ReplayOptions { Faults = service.Inject is { } rule ? [Fault.Parse(rule)] : [] });

    public static Task<EnvelopeSummary> ToleranceAsync(KnownService service) => RunAsync(service, new EnvelopeOptions
    {
        ServiceLevel = ServiceLevel.Parse(service.Objective),
        Fanout = false,
        Dependencies = [KnownService.Dependency],
    }, new ReplayOptions());

    private static async Task<EnvelopeSummary> RunAsync(KnownService service, EnvelopeOptions options, ReplayOptions replay)
    {
        var responder = new Late();
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        await using WebApplication application = await service.StartAsync(stub.Addresses[0]);
        ReplayPlan plan = EnvelopeEngine.Plan(KnownIncident.Build(service.CallsDependency), options, replay);
        using var engine = new EnvelopeEngine(plan, options, new HttpServiceUnderTest(new Uri(application.Urls.First())));
        responder.Target = engine.Responder;
        return await engine.RunAsync();
    }

    private sealed class Late : Matching.IDependencyResponder
    {
        public Matching.IDependencyResponder? Target { get; set; }

        public ValueTask<Matching.DependencyAnswer> AnswerAsync(Matching.DependencyRequest request, CancellationToken cancellationToken) =>
            Target!.AnswerAsync(request, cancellationToken);
    }
}
