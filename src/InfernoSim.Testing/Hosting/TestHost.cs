using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Limits;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;

namespace InfernoSim.Testing.Hosting;

/// <summary>Starts the service of a test with a stub of its own, for a job; keeps what the test wants to know of the first start.</summary>
/// <param name="replayer">What the test asked for.</param>
internal sealed class TestHost(IncidentReplayer replayer) : IReplayHost
{
    private TestedService? _first;

    /// <inheritdoc/>
    public bool SupportsVirtualTime => replayer.Host.SupportsVirtualTime;

    /// <summary>What the service printed or logged by the end of the job.</summary>
    public string ServiceOutput => _first?.Output ?? "";

    /// <summary>The calls that mappings of the test's own answered.</summary>
    public IReadOnlyDictionary<string, long> OverriddenCalls => _first?.OverriddenCalls ?? new Dictionary<string, long>();

    /// <inheritdoc/>
    public async Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        DependencyStub stub = await DependencyStub.StartAsync(request.Responder, replayer.StubOptions, cancellationToken);
        ActiveRoute? active = null;
        RelaxedThreads? threads = null;
        try
        {
            replayer.Configure(stub);
            threads = request.Relaxation is { MoreThreads: true } ? new RelaxedThreads() : null;
            var route = new ReplayRoute(stub.Addresses[0], request.Responder, HostsOf(request.Incident), request.Clock)
            {
                AllowsAnyConnections = request.Relaxation is { MoreConnections: true },
            };
            active = ActiveRoutes.Add(route);
            var context = new ServiceHostContext(route, stub, replayer.ConfigureServices, replayer.SourceDirectory)
            {
                Clock = request.Clock,
                Environment = Relaxations.Environment(request.Relaxation),
            };
            StartedService service = await replayer.Host.StartAsync(context, cancellationToken);
            var tested = new TestedService(service, stub, route, active, threads);
            _first ??= tested;
            return tested;
        }
        catch
        {
            active?.Dispose();
            threads?.Dispose();
            await stub.DisposeAsync();
            throw;
        }
    }

    async Task<ReplayerCeiling?> IReplayHost.MeasureCeilingAsync(ReplayPlan plan, CancellationToken cancellationToken) =>
        await ReplayerCalibration.MeasureAsync(plan, cancellationToken);

    Relaxation? IReplayHost.Relax(LimitEvidence evidence, LimitFinding finding, ReplayOptions options) => Relaxations.For(replayer.Host, evidence, finding, options);

    private static HashSet<string> HostsOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Select(call => Uri.TryCreate(call.Url, UriKind.Absolute, out Uri? url) ? url.Host : "")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
