using System.Net.Security;
using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Limits;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Statements;
using InfernoSim.Stub;
using InfernoSim.Stub.Limits;
using InfernoSim.Testing.Hosting.InProcess;
using InfernoSim.Testing.Interception;
using InfernoSim.Testing.Limits;
using InfernoSim.Testing.State;

namespace InfernoSim.Testing.Hosting;

/// <summary>Starts the service of a test with a stub of its own, for a job; keeps what the test wants to know of the first start.</summary>
/// <param name="replayer">What the test asked for.</param>
internal sealed class TestHost(IncidentReplayer replayer) : IReplayHost
{
    private TestedService? _first;

    /// <inheritdoc/>
    public bool SupportsVirtualTime => replayer.Host.SupportsVirtualTime;

    /// <inheritdoc/>
    public bool SupportsFreshState => replayer.Host.SupportsFreshState;

    /// <summary>What the service printed or logged by the end of the job: the one that first diverged, where there are several.</summary>
    public string OutputOf(Divergence? first) => _first?.OutputOf(first) ?? "";

    /// <summary>The calls that mappings of the test's own answered.</summary>
    public IReadOnlyDictionary<string, long> OverriddenCalls => _first?.OverriddenCalls ?? new Dictionary<string, long>();

    /// <inheritdoc/>
    public async Task<HostedService> StartAsync(HostRequest request, CancellationToken cancellationToken)
    {
        CheckNumber(request);
        DependencyStub stub = await DependencyStub.StartAsync(request.Responder, StubOptionsFor(request), cancellationToken);
        ActiveRoute? active = null;
        RelaxedThreads? threads = null;
        try
        {
            replayer.Configure(stub);
            var postgres = new PostgresStandIns(request, replayer.Host.PostgresPort, CertificateOf(replayer.Host.PostgresCertificate));
            threads = ThreadsFor(request) is var most and > 0 ? new RelaxedThreads(most) : null;
            var route = new ReplayRoute(stub.AddressFor, request.Responder, HostsOf(request.Incident), request.Clock)
            {
                AllowsAnyConnections = request.Relaxation is { MoreConnections: true },
                AnswersStatements = AnswersStatements(request.Incident),
            };
            active = ActiveRoutes.Add(route);
            var starter = new ServiceStarter(replayer.Host, own => new ServiceHostContext(route, stub, replayer.ConfigureServices, replayer.SourceDirectory, own)
            {
                Clock = request.Clock,
                Postgres = postgres.For(own),
                Environment = Relaxations.Environment(request.Relaxation),
            });
            (TestedServices services, bool isInProcess) = await StartAsync(starter, route, request, cancellationToken);
            var tested = new TestedService(services, stub, route, active, threads) { IsInProcess = isInProcess };
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

    private DependencyStubOptions StubOptionsFor(HostRequest request) =>
        replayer.StubOptions with { Authority = ReplayAuthority.For(replayer.Host), RecordedTunnels = OpaqueTraffic.TunnelsIn(request.Incident), ServesOnce = ConnectionEnd.IsIn(request.Incident), Workers = request.State == ReplayState.FreshPerWorker ? request.Fanout : 0 };

    // Of services that come with each run, what runs here is what can be given another clock.
    private async Task<(TestedServices Services, bool IsInProcess)> StartAsync(ServiceStarter starter, ReplayRoute route, HostRequest request, CancellationToken cancellationToken)
    {
        var preparation = new Preparation(replayer.Preparers);
        if (request.State != ReplayState.Shared)
        {
            bool isInProcess = replayer.Host.SupportsVirtualTime;
            return (new FreshInstances(starter, preparation, request.State, request.Fanout, isInProcess ? route : null), isInProcess);
        }

        TestedInstance instance = await starter.StartAsync(new ReplayContext(0, 0), cancellationToken);
        return (new SharedInstance(instance, preparation, request.Fanout), instance.Service is ApplicationService);
    }

    // Services that share this process share its threads, where each would have its own: cold ones would wait for one another.
    private int ThreadsFor(HostRequest request) =>
        request.Relaxation is { MoreThreads: true } ? RelaxedThreads.Plenty
        : request.State == ReplayState.FreshPerWorker && replayer.Host.SupportsVirtualTime ? request.Fanout * 2
        : 0;

    private SslStreamCertificateContext? CertificateOf(string? file)
    {
        if (file is null)
        {
            return null;
        }

        string beside = Path.GetFullPath(file, replayer.SourceDirectory);
        try
        {
            return ServerCertificate.Load(File.Exists(beside) ? beside : Path.GetFullPath(file, AppContext.BaseDirectory));
        }
        catch (CertificateFileException failure)
        {
            throw new ReplayConfigurationException($"{nameof(IServiceHost.PostgresCertificate)}: {failure.Message}", failure);
        }
    }

    private bool AnswersStatements(Incident incident)
    {
        if (!replayer.Host.SupportsVirtualTime)
        {
            RecordedDatabases.ThrowIfInProcess(incident);
        }

        return RecordedDatabases.AreInProcess(incident);
    }

    private void CheckNumber(HostRequest request)
    {
        if (request.State == ReplayState.FreshPerWorker && request.Fanout > replayer.Host.MostServices)
        {
            throw new ReplayConfigurationException(
                $"Fanout is {request.Fanout} and State is {ReplayState.FreshPerWorker}: that is {request.Fanout} services at the same time, and this host starts no more than {replayer.Host.MostServices}. "
                + $"Lower Fanout, use {ReplayState.FreshPerRun}, or raise the host's limit ({nameof(ProcessHost.MaxProcesses)} of a process).");
        }
    }

    private static HashSet<string> HostsOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Select(call => Uri.TryCreate(call.Url, UriKind.Absolute, out Uri? url) ? url.Host : "")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
