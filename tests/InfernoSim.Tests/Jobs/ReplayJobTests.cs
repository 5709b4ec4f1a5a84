using InfernoSim.Incidents;
using InfernoSim.Jobs;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;
using static InfernoSim.Tests.Replay.IncidentBuilder;

namespace InfernoSim.Tests.Jobs;

public sealed class ReplayJobTests
{
    private static readonly FakeService Calling = new(async request => Answer(await request.CallAsync("http://bank.test/")));

    [Fact]
    public async Task A_replay_is_read_hosted_judged_and_remembered()
    {
        using JobFolder folder = await JobFolder.WriteAsync(Recorded());
        var host = new FakeHost(Calling) { Notices = ["the stub says so"] };
        var notices = new List<string>();
        ReplayOptions options = FakeService.AsFastAsPossible with { Baseline = folder.File("baseline.json") };

        ReplayResult first = await RunAsync(folder, host, options, notice: notices.Add);
        ReplayResult second = await RunAsync(folder, host, options);

        Assert.Equal(ReplayOutcome.PassStrong, first.Summary.Outcome);
        Assert.Equal((false, true), (first.Summary.ChangeFromLastRun.HasBaseline, second.Summary.ChangeFromLastRun.HasBaseline));
        Assert.Equal(["the stub says so"], notices);
        Assert.Equal((2, 2), (host.Started.Count, host.Stopped));
    }

    [Fact]
    public async Task The_file_of_the_incident_holds_where_nothing_is_given()
    {
        using JobFolder folder = await JobFolder.WriteAsync(Recorded(), "runs: 3\nfanout: 4\nignore:\n  - header: X-Unused\n");

        ReplayResult result = await RunAsync(folder, new FakeHost(Calling), FakeService.AsFastAsPossible, [nameof(ReplayOptions.Fanout)]);

        Assert.Equal((3, 2), (result.Summary.Runs.Requested, result.Summary.Fanout));
        Assert.Equal("header: X-Unused", Assert.Single(result.Summary.Noise).Rule);
    }

    [Fact]
    public async Task A_delay_that_the_file_injects_is_relaxed_as_one_that_is_given()
    {
        using JobFolder folder = await JobFolder.WriteAsync(Recorded(), "diagnose: true\ninject: ['dep=bank.test latency=+1ms']\n");
        var host = new FakeHost(Calling) { Limits = plan => Waiting(plan.Options.Faults.Count > 0 ? 100 : 300) };

        ReplayResult result = await RunAsync(folder, host, FakeService.AsFastAsPossible);

        Assert.Equal("DEPENDENCY_LATENCY (bank.test)", result.Summary.LimitingFactor.Name);
        Assert.Equal(["", "", "bank.test"], host.Started.Select(request => string.Join(", ", request.Relaxation?.FasterDependencies ?? [])));
        Assert.Contains("with no delay in bank.test 100.0 -> 300.0 req/s", result.Summary.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public async Task A_baseline_that_is_named_and_cannot_be_used_is_an_error_before_the_first_request(double failOnRegression)
    {
        using JobFolder folder = await JobFolder.WriteAsync(Recorded());
        string path = folder.File("baseline");
        Directory.CreateDirectory(path);
        var host = new FakeHost(Calling);

        var problem = await Assert.ThrowsAsync<ReplayConfigurationException>(() => RunAsync(
            folder, host, FakeService.AsFastAsPossible with { Baseline = path, FailOnRegression = failOnRegression }));

        Assert.StartsWith($"The baseline {path} cannot be used: {path} is a folder", problem.Message, StringComparison.Ordinal);
        Assert.Empty(host.Started);
    }

    [Fact]
    public async Task A_baseline_inside_the_incident_is_an_error_before_the_first_request()
    {
        using JobFolder folder = await JobFolder.WriteAsync(Recorded());
        var host = new FakeHost(Calling);

        await Assert.ThrowsAsync<ReplayConfigurationException>(() => RunAsync(
            folder, host, FakeService.AsFastAsPossible with { Baseline = Path.Combine(folder.Incident, "baseline.json") }));

        Assert.Empty(host.Started);
    }

    [Fact]
    public async Task What_was_started_is_stopped_when_the_replay_is_ended()
    {
        using JobFolder folder = await JobFolder.WriteAsync(Recorded());
        using var stop = new CancellationTokenSource();
        var host = new FakeHost(new FakeService(async request =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, request.Aborted);
            return Answer();
        }));
        var job = new ReplayJob { Input = new ReplayInput { Incident = folder.Incident, Options = FakeService.AsFastAsPossible }, Host = host };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.RunAsync(cancellationToken: stop.Token));

        Assert.Equal(1, host.Stopped);
    }

    private static Task<ReplayResult> RunAsync(JobFolder folder, FakeHost host, ReplayOptions options, string[]? given = null, Action<string>? notice = null) => new ReplayJob
    {
        Input = new ReplayInput { Incident = folder.Incident, Options = options with { Baseline = options.Baseline ?? folder.File("usual.json") }, Given = (given ?? []).ToHashSet() },
        Host = host,
        Notice = notice,
    }.RunAsync(new Progress<ReplayProgress>());

    private static Incident Recorded() => new IncidentBuilder().Exchange("/a", calls: [Call("http://bank.test/")]).Build();

    private static LimitEvidence Waiting(double rate) => new()
    {
        Load = new LoadEvidence
        {
            Elapsed = 1,
            Endings = new EndingCounts { Answered = (long)rate },
            InFlight = 10,
            WaitingForDependencies = 9,
            Dependencies = [new DependencyLoad("bank.test", 100, 9, 0, 0) { Waiting = 9 }],
        },
        Replayer = new ReplayerEvidence { Cores = 4, CpuCores = 0.2, MachineIdle = 0.9, PoolDelay = 0 },
    };
}
