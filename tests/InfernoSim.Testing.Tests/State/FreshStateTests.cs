extern alias orders;

using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrderContext = orders::Orders.OrderContext;

namespace InfernoSim.Testing.Tests.State;

public sealed class FreshStateTests(OrderIncident incident) : IClassFixture<OrderIncident>
{
    private static readonly KeyValuePair<string, string>[] OwnFile = [new("ConnectionStrings__Orders", "Data Source={folder}/{name}.db")];

    [Fact]
    public async Task A_service_that_owns_a_database_passes_with_a_service_for_each_of_fifty_workers()
    {
        IncidentReplay replay = await ReplayAsync(ReplayState.FreshPerWorker, runs: 2, fanout: 50);

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Equal(100, replay.Summary.Services);
        Assert.Contains("\nState:               FreshPerWorker, 100 services started\n", replay.Summary.ToText(), StringComparison.Ordinal);
        Assert.Contains("\"state\": \"FreshPerWorker\"", replay.Summary.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_service_shared_by_workers_is_not_deterministic()
    {
        using var folder = new TestFolder();
        var host = new InProcessHost<OrderContext> { ConfigureWebHost = builder => builder.UseSetting("ConnectionStrings:Orders", $"Data Source={folder.File("orders.db")}") };

        IncidentReplay replay = await IncidentReplayer.For(host, incident.Path).With(s => (s.Runs, s.Fanout) = (2, 2)).RunAsync();

        Assert.Equal(ReplayOutcome.FailNonDeterministic, replay.Summary.Outcome);
        Assert.Equal(1, replay.Summary.Services);

        // Who comes first is chance, and so is what the other finds first: a number that is taken, an id that counted on, an answer that is kept, a longer list.
        Assert.True(
            Regex.IsMatch(replay.Summary.Reason!, "; state is carried from (?:worker to worker|run to run): .+; State = ReplayState.FreshPerWorker gives each worker a service with state of its own"),
            replay.Summary.ToText());
        Assert.Contains("State = ReplayState.FreshPerRun (or FreshPerWorker) gives each one of its own", replay.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_for_each_run_passes_with_one_worker_and_not_with_two()
    {
        IncidentReplay alone = await ReplayAsync(ReplayState.FreshPerRun, runs: 2, fanout: 1);
        IncidentReplay together = await ReplayAsync(ReplayState.FreshPerRun, runs: 2, fanout: 2, idle: "3s");

        Assert.True(alone.Summary.Outcome == ReplayOutcome.PassStrong, alone.Summary.ToText());
        Assert.Equal(2, alone.Summary.Services);
        Assert.False(together.Summary.Passed);
    }

    [Fact]
    public Task A_process_for_each_worker_has_its_own_file_by_its_environment() =>
        AssertHasOwnFileAsync(new ProcessHost("dotnet", OrderIncident.Assembly) { Ready = "/health", Environment = OwnFile });

    [Fact]
    public async Task A_process_for_each_worker_has_its_own_file_by_its_arguments()
    {
        using var folder = new TestFolder();
        string file = folder.File("orders-{run}-{worker}.db");
        var host = new ProcessHost("dotnet", OrderIncident.Assembly, $"--ConnectionStrings:Orders=Data Source={file}") { Ready = "/health" };

        await AssertHasOwnFileAsync(host);

        Assert.Equal(["orders-1-1.db", "orders-1-2.db", "orders-1-3.db"], Directory.EnumerateFiles(folder.Path, "*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private async Task AssertHasOwnFileAsync(ProcessHost host)
    {
        IncidentReplay replay = await IncidentReplayer.For(host, incident.Path).With(s => (s.Runs, s.Fanout, s.State) = (1, 3, ReplayState.FreshPerWorker)).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
        Assert.Equal(3, replay.Summary.Services);
    }

    [Fact]
    public async Task Each_service_knows_whose_it_is_and_its_folder_goes_with_it()
    {
        var seen = new ConcurrentBag<(ReplayContext Given, ReplayContext? Injected, string? Configured)>();

        IncidentReplay replay = await IncidentReplayer.For<OrderContext>(incident.Path)
            .WithServices((services, context) => services.AddSingleton<IStartupFilter>(provider =>
            {
                File.WriteAllText(Path.Combine(context.Folder, "note"), context.Name);
                seen.Add((context, provider.GetService<ReplayContext>(), provider.GetRequiredService<IConfiguration>()["INFERNOSIM_NAME"]));
                return new NoFilter();
            }))
            .With(s => (s.Runs, s.Fanout, s.State) = (2, 2, ReplayState.FreshPerWorker)).RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
        Assert.Equal(["r1w1", "r1w2", "r2w1", "r2w2"], seen.Select(one => one.Given.Name).Order(StringComparer.Ordinal));
        Assert.All(seen, one => Assert.Same(one.Given, one.Injected));
        Assert.All(seen, one => Assert.Equal(one.Given.Name, one.Configured));
        Assert.DoesNotContain(Directory.EnumerateDirectories(Path.GetTempPath(), "infernosim-*"), folder => File.Exists(Path.Combine(folder, "note")));
    }

    [Fact]
    public async Task A_failure_shows_the_output_of_the_service_that_diverged()
    {
        IncidentReplay replay = await IncidentReplayer.For<OrderContext>(incident.Path)
            .WithServices((services, context) => services.AddSingleton<IStartupFilter>(_ => new NoFilter(breaks: context.Name == "r1w2")))
            .With(s => (s.Runs, s.Fanout, s.State) = (1, 2, ReplayState.FreshPerWorker)).RunAsync();

        Assert.False(replay.Summary.Passed);
        Assert.StartsWith("(service r1w2)\n", replay.ServiceOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_processes_than_the_host_may_start_are_refused()
    {
        var host = new ProcessHost("dotnet", OrderIncident.Assembly) { MaxProcesses = 2 };

        ReplayConfigurationException refusal = await Assert.ThrowsAsync<ReplayConfigurationException>(
            () => IncidentReplayer.For(host, incident.Path).With(s => (s.Fanout, s.State) = (3, ReplayState.FreshPerWorker)).RunAsync());

        Assert.StartsWith("Fanout is 3 and State is FreshPerWorker: that is 3 services at the same time, and this host starts no more than 2.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_runs_already_cannot_be_had_fresh()
    {
        ReplayConfigurationException refusal = await Assert.ThrowsAsync<ReplayConfigurationException>(
            () => IncidentReplayer.For(new UrlHost("http://127.0.0.1:9"), incident.Path).With(s => s.State = ReplayState.FreshPerRun).RunAsync());

        Assert.StartsWith("State is FreshPerRun, which needs a service that the replay starts itself", refusal.Message, StringComparison.Ordinal);
    }

    // There may be fifty cold services, on a machine that runs other tests.
    private async Task<IncidentReplay> ReplayAsync(ReplayState state, int runs, int fanout, string idle = "30s") =>
        await IncidentReplayer.For<OrderContext>(incident.Path).With(s => (s.Runs, s.Fanout, s.State, s.MaxIdleTime) = (runs, fanout, state, idle)).RunAsync();

    private sealed class NoFilter(bool breaks = false) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            if (breaks)
            {
                app.Use((HttpContext _, RequestDelegate _) => throw new InvalidOperationException("It is broken."));
            }

            next(app);
        };
    }
}
