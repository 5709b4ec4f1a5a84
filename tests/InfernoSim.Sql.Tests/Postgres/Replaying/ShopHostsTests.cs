using System.Collections.Concurrent;
using InfernoSim.Observations;
using InfernoSim.Sql.Tests.Postgres.Connections;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.Sql.Tests.Service;
using InfernoSim.Testing;
using InfernoSim.TestKit.Sockets;
using InfernoSim.Verdicts;

namespace InfernoSim.Sql.Tests.Postgres.Replaying;

/// <summary>A service that a test starts is told where the stub of its PostgreSQL server is: there is no other server.</summary>
public class ShopHostsTests
{
    private const string Connection = "Host={postgres};Username=postgres;Password=not-asked-for;Database=shop";

    private static readonly string Program = typeof(Shop).Assembly.Location;

    public static TheoryData<string> Hosts => [.. HostsByName.Keys];

    private static Dictionary<string, IServiceHost> HostsByName => new()
    {
        ["process, connection string"] = new ProcessHost("dotnet", Program) { Ready = "/health", Environment = [new("ConnectionStrings__Shop", Connection)] },
        ["process, attribute"] = new ServiceProcessAttribute("dotnet", Program) { Ready = "/health", Environment = [$"ConnectionStrings__Shop={Connection}"] }.CreateHost(),
        ["process, argument"] = new ProcessHost("dotnet", Program, $"--ConnectionStrings:Shop={Connection}") { Ready = "/health" },
        ["process, PGHOST and PGPORT"] = new ProcessHost("dotnet", Program) { Ready = "/health" },
        ["in the test process"] = new InProcessHost<ShopContext> { Settings = [new("ConnectionStrings:Shop", Connection)] },
        ["in the test process, attribute"] = new ServiceUnderTestAttribute<ShopContext> { Settings = [$"ConnectionStrings:Shop={Connection}"] }.CreateHost(),
    };

    public static TheoryData<string> Certified => [.. CertifiedByName.Keys];

    private static Dictionary<string, IServiceHost> CertifiedByName => new()
    {
        ["process"] = new ServiceProcessAttribute("dotnet", Program) { PostgresCertificate = "no-such-file.pem" }.CreateHost(),
        ["in the test process"] = new ServiceUnderTestAttribute<ShopContext> { PostgresCertificate = "no-such-file.pem" }.CreateHost(),
        ["url"] = new ServiceUrlAttribute("http://localhost:9") { StubPort = 0, PostgresPort = 0, PostgresCertificate = "no-such-file.pem" }.CreateHost(),
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_service_finds_the_stub_however_it_is_told(string host)
    {
        IncidentReplay replay = await ReplayAsync(HostsByName[host], fanout: 3);

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText() + replay.ServiceOutput);
    }

    [Fact]
    public async Task A_service_that_looks_at_certificates_is_shown_the_one_that_it_trusts()
    {
        using var folder = new TestFolder();
        string pem = PemFile.Write(folder.File("postgres.pem"));
        var attribute = new ServiceUnderTestAttribute<ShopContext>
        {
            Settings = [$"ConnectionStrings:Shop={Connection};SSL Mode=VerifyCA;Root Certificate={pem}"],
            PostgresCertificate = pem,
        };

        IncidentReplay replay = await ReplayAsync(attribute.CreateHost(), fanout: 3);

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText() + replay.ServiceOutput);
    }

    [Theory]
    [MemberData(nameof(Certified))]
    public async Task A_certificate_that_is_none_is_named_whatever_the_host(string host)
    {
        var failure = await Assert.ThrowsAsync<ReplayConfigurationException>(() => ReplayAsync(CertifiedByName[host], fanout: 1));

        Assert.StartsWith("PostgresCertificate: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no-such-file.pem", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_runs_already_finds_it_at_the_port_that_it_was_started_with()
    {
        int port = RawServer.UnusedPort();
        await using var shop = await StubbedShop.StartAsync(StubbedShop.ConnectionTo(port));
        var host = new UrlHost($"http://{shop.Authority}") { StubPort = 0, PostgresPort = port };

        IncidentReplay replay = await ReplayAsync(host, fanout: 3);

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    [Fact]
    public async Task Each_worker_with_a_service_of_its_own_has_a_stub_of_its_own_so_that_statements_without_a_comment_are_its_own()
    {
        var host = new DroppingHost(worker: 1);

        IncidentReplay replay = await ReplayAsync(host, fanout: 3, ReplayState.FreshPerWorker);

        Divergence[] missing = [.. replay.Summary.Divergences.Where(divergence => divergence.Kind == DivergenceKind.SqlMissing)];
        Assert.Equal(3, host.Addresses.Distinct().Count());
        Assert.NotEmpty(missing);
        Assert.All(missing, divergence => Assert.Equal(0, divergence.Worker));
    }

    [Fact]
    public async Task A_port_for_services_of_several_workers_is_refused()
    {
        var host = new DroppingHost(worker: 1) { PostgresPort = RawServer.UnusedPort() };

        var failure = await Assert.ThrowsAsync<ReplayConfigurationException>(() => ReplayAsync(host, fanout: 2, ReplayState.FreshPerWorker));

        Assert.Contains($"PostgresPort is {host.PostgresPort}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_process_asks_otherwise_fails_the_replay()
    {
        var host = new ProcessHost("dotnet", Program) { Ready = "/health", Environment = [new("Variant", nameof(ShopVariant.ChangesWhere))] };

        IncidentReplay replay = await ReplayAsync(host, fanout: 1);

        Assert.Equal(ReplayOutcome.FailDiverged, replay.Summary.Outcome);
        Assert.Contains("AND \"Quantity\" > 0", replay.Summary.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_without_a_name_is_refused()
    {
        var attribute = new ServiceUnderTestAttribute<ShopContext> { Settings = ["ConnectionStrings:Shop"] };

        var failure = Assert.Throws<ReplayConfigurationException>(attribute.CreateHost);

        Assert.Equal("Settings: 'ConnectionStrings:Shop' is not NAME=value; for example ConnectionStrings:Shop=Host={postgres}", failure.Message);
    }

    private static async Task<IncidentReplay> ReplayAsync(IServiceHost host, int fanout, ReplayState state = ReplayState.Shared)
    {
        using var folder = new TestFolder();
        return await IncidentReplayer.For(host, StubbedShop.Incident)
            .With(s => (s.Runs, s.Fanout, s.State, s.MaxIdleTime, s.MaxWallTime, s.Baseline) = (1, fanout, state, "1m", "0s", folder.File("usual.json")))
            .RunAsync();
    }

    /// <summary>Starts services in this process, of which one worker's stores no order.</summary>
    private sealed class DroppingHost(int worker) : IServiceHost
    {
        public ConcurrentBag<string> Addresses { get; } = [];

        public int PostgresPort { get; init; }

        public bool SupportsVirtualTime => true;

        public Task<StartedService> StartAsync(ServiceHostContext context, CancellationToken cancellationToken)
        {
            Addresses.Add(context.PostgresAddress);
            ShopVariant variant = context.Replay.Worker == worker ? ShopVariant.DropsSave : ShopVariant.AsRecorded;
            return new InProcessHost<ShopContext> { Settings = [new("ConnectionStrings:Shop", Connection), new("Variant", $"{variant}")] }.StartAsync(context, cancellationToken);
        }
    }
}
