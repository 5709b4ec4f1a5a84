using System.Globalization;
using InfernoSim.TestKit.Incidents;
using InfernoSim.Verdicts;

namespace InfernoSim.Testing.Tests;

/// <summary>What only a service of this process can be measured for.</summary>
public sealed class InProcessGoalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Allocations_of_the_service_are_measured_and_nobody_elses(bool inMemory)
    {
        double nothing = await AllocatedAsync(0, inMemory);
        double much = await AllocatedAsync(1_000_000, inMemory);

        // What the service itself needs for a request is a few kilobytes; replay, stub and server are not in it.
        Assert.InRange(nothing, 500, 30_000);
        Assert.InRange(much - nothing, 990_000, 1_010_000);
    }

    [Fact]
    public async Task Two_measurements_of_one_service_differ_by_less_than_the_tolerance()
    {
        double first = await AllocatedAsync(100_000, inMemory: false);
        double second = await AllocatedAsync(100_000, inMemory: false);

        Assert.InRange(second / first, 1 - GoalJudgement.AllocationTolerance, 1 + GoalJudgement.AllocationTolerance);
    }

    [Fact]
    public async Task A_gate_on_allocations_is_held_or_missed()
    {
        string incident = await new HandmadeIncident().Exchange("/allocate/100000", 200, "application/json; charset=utf-8", "100000").WriteAsync(_folder.File("incident"));

        IncidentReplay held = await IncidentReplayer.For<Program>(incident).With(s => (s.Runs, s.MaxAllocatedPerRequest) = (3, 200_000)).RunAsync();
        IncidentReplay missed = await IncidentReplayer.For<Program>(incident).With(s => (s.Runs, s.MaxAllocatedPerRequest) = (3, 50_000)).RunAsync();

        Assert.True(held.Summary.Passed, held.Summary.ToText());
        Assert.Equal(ReplayOutcome.FailSloMissed, missed.Summary.Outcome);
        Assert.StartsWith("goal allocated <= 50000 B per request: missed, 1", missed.Summary.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("result", 4)]
    [InlineData("wait", 4)]
    [InlineData("get-result", 4)]
    [InlineData("value-task", 4)]
    [InlineData("in-background", 4)]
    [InlineData("await", 0)]
    [InlineData("completed", 0)]
    public async Task A_thread_that_waits_for_a_task_is_seen_with_the_code_that_waits(string way, int waits)
    {
        string incident = await new HandmadeIncident().Exchange($"/wait/{way}", 200, "text/plain; charset=utf-8", "waited").WriteAsync(_folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident).With(s => (s.Runs, s.Fanout, s.ForbidSyncOverAsync) = (2, 2, true)).RunAsync();

        GoalResult goal = Assert.Single(replay.Summary.Goals);
        Assert.True((waits == 0 ? GoalState.Held : GoalState.Missed) == goal.State, replay.Summary.ToText());
        Assert.Equal(waits.ToString(CultureInfo.InvariantCulture), goal.Figure);
        Assert.True(waits == 0 || goal.Detail!.Contains("Waiting", StringComparison.Ordinal), goal.Detail);
    }

    [Fact]
    public async Task A_request_that_is_sent_without_async_is_not_sync_over_async()
    {
        string incident = await new HandmadeIncident()
            .Exchange("/wait/sync-send", 200, "text/plain; charset=utf-8", "200", HandmadeIncident.Get("http://slow.test/", "x"))
            .WriteAsync(_folder.File("incident"));

        IncidentReplay replay = await IncidentReplayer.For<Program>(incident).With(s => (s.Runs, s.ForbidSyncOverAsync) = (2, true)).RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
    }

    [Fact]
    public async Task Both_are_measured_in_one_replay_of_two_runs_and_not_in_one_of_a_single_run()
    {
        string incident = await new HandmadeIncident().Exchange("/wait/result", 200, "text/plain; charset=utf-8", "waited").WriteAsync(_folder.File("incident"));

        IncidentReplay two = await IncidentReplayer.For<Program>(incident).With(s => (s.Runs, s.MaxAllocatedPerRequest, s.ForbidSyncOverAsync) = (2, 100_000, true)).RunAsync();
        IncidentReplay one = await IncidentReplayer.For<Program>(incident).With(s => (s.Runs, s.MaxAllocatedPerRequest, s.ForbidSyncOverAsync) = (1, 100_000, true)).RunAsync();

        Assert.Equal([GoalState.Held, GoalState.Missed], two.Summary.Goals.Select(goal => goal.State));
        Assert.Equal([GoalState.Unknown, GoalState.Missed], one.Summary.Goals.Select(goal => goal.State));
        Assert.Contains("it takes 2 runs or more", one.Summary.Goals[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_service_that_runs_elsewhere_neither_is_known()
    {
        string incident = await new HandmadeIncident().Exchange("/health", 200, "text/plain; charset=utf-8", "ok").WriteAsync(_folder.File("incident"));
        await using IncidentRecorder running = await IncidentRecorder.StartAsync<Program>(_folder.File("recorded"));
        var host = new UrlHost(running.BaseAddress.GetLeftPart(UriPartial.Authority)) { StubPort = 0 };

        IncidentReplay replay = await IncidentReplayer.For(host, incident).With(s => (s.Runs, s.MaxAllocatedPerRequest, s.ForbidSyncOverAsync) = (2, 100_000, true)).RunAsync();

        Assert.All(replay.Summary.Goals, goal => Assert.Equal(GoalState.Unknown, goal.State));
        Assert.Equal(ReplayOutcome.FailSloMissed, replay.Summary.Outcome);
    }

    private async Task<double> AllocatedAsync(int bytes, bool inMemory)
    {
        string incident = await new HandmadeIncident()
            .Exchange($"/allocate/{bytes}", 200, "application/json; charset=utf-8", $"{bytes}")
            .WriteAsync(_folder.File(Guid.NewGuid().ToString("N")));

        IncidentReplay replay = await IncidentReplayer.For(new InProcessHost<Program> { UseTestServer = inMemory }, incident)
            .With(s => (s.Runs, s.Fanout, s.Goals) = (5, 4, ["allocated > 0B"]))
            .RunAsync();

        Assert.True(replay.Summary.Passed, replay.Summary.ToText());
        string[] figure = replay.Summary.Goals[0].Figure!.Split(' ');
        return double.Parse(figure[0], CultureInfo.InvariantCulture) * (figure[1] == "MB" ? 1e6 : figure[1] == "KB" ? 1e3 : 1);
    }
}
