using InfernoSim.Goals;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Tests.Verdicts;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Goals;

public class GoalJudgementTests
{
    private static readonly CallPeak Six = new(6, 2, "GET /2", null);

    [Theory]
    [InlineData("p50 <= 1.5ms", "p50 < 1.5ms", "1.5 ms")]
    [InlineData("p90 < 3ms", "p90 > 3ms", "2.25 ms")]
    [InlineData("p95 < 6ms", "p95 = 6ms", "5 ms")]
    [InlineData("p99 < 13ms", "p99 < 12ms", "12.75 ms")]
    [InlineData("p99.9 < 100ms", "p99.9 >= 100ms", "99 ms")]
    [InlineData("max = 100ms", "max < 100ms", "100 ms")]
    [InlineData("mean < 4ms", "mean > 4ms", "3 ms")]
    [InlineData("service-time p99 < 11ms", "service-time p99 < 10ms", "10.5 ms")]
    [InlineData("errors < 26%", "errors < 0.1%", "25 %")]
    [InlineData("rate >= 6 req/s", "rate > 6 req/s", "6 req/s")]
    [InlineData("calls <= 6 per request", "calls <= 5 per request", "6")]
    [InlineData("calls(b.test) <= 4 per request", "calls(b.test) <= 3 per request", "4")]
    [InlineData("calls(b.test) >= 1 per request", "calls(b.test) > 1 per request", "1")]
    [InlineData("retries(b.test) <= 3", "retries(b.test) < 3", "3")]
    [InlineData("growth(b.test) <= 20", "growth(b.test) <= 1", "20")]
    [InlineData("allocated < 2KB per request", "allocated < 900B per request", "1 KB")]
    [InlineData("sync-over-async <= 2", "sync-over-async = 0", "2")]
    public void Each_kind_of_goal_is_held_or_missed_with_its_figure(string held, string missed, string figure)
    {
        ReplaySummary summary = Judge(held, missed);

        Assert.Equal([(held, GoalState.Held, figure), (missed, GoalState.Missed, figure)], summary.Goals.Select(goal => (goal.Goal, goal.State, goal.Figure!)));
        Assert.Equal(ReplayOutcome.FailSloMissed, summary.Outcome);
        Assert.StartsWith($"goal {missed}: missed, {figure}", summary.Reason, StringComparison.Ordinal);
        Assert.Equal(ReplayOutcome.PassStrong, Judge(held).Outcome);
    }

    [Fact]
    public void The_first_of_three_runs_is_a_warm_up_that_no_goal_about_time_is_held_to()
    {
        ReplayObservations observed = Passed(Options with { Runs = 3, Goals = [Goal.Parse("p99 < 5ms"), Goal.Parse("service-time p99 < 4ms"), Goal.Parse("rate >= 20 req/s")] }) with
        {
            WarmLatency = new LatencySummary(8, 1, 2, 4.5, 5),
            WarmServiceTime = new LatencySummary(8, 1, 2, 3.5, 4),
            Parts = new ReplayRecordingParts { Runs = [Sampled(1, 2), Sampled(0.5, 24), Sampled(0.5, 24)] },
        };

        Assert.Equal(
            ["p99 < 5ms: held, 4.5 ms (without the first of 3 runs, the warm-up)", "service-time p99 < 4ms: held, 3.5 ms (without the first of 3 runs, the warm-up)", "rate >= 20 req/s: held, 24 req/s (without the first of 3 runs, the warm-up)"],
            observed.Judge().Goals.Select(goal => goal.ToString()));
    }

    [Fact]
    public void A_rate_that_the_schedule_does_not_ask_for_cannot_be_met_by_any_service()
    {
        GoalResult result = Assert.Single(Judge("rate >= 200 req/s").Goals);

        Assert.Equal(GoalState.Unknown, result.State);
        Assert.Matches(@"^the schedule asks for [\d.]+ req/s, so that no service can meet it: lower the goal, or ask for more by a larger Density or Fanout, or a smaller MinGap$", result.Detail);
    }

    private static ObservedRun Sampled(double seconds, double rate) => Run(seconds) with { Sample = new RunSample(rate, 1, 1, 1) };

    [Fact]
    public void A_missed_goal_about_calls_names_the_request_and_the_call()
    {
        Assert.Equal("growth(b.test) <= 1: missed, 20 (GET /1: GET b.test/items/{id})", Assert.Single(Judge("growth(b.test) <= 1").Goals).ToString());
        Assert.Equal("calls <= 5 per request: missed, 6 (GET /2)", Assert.Single(Judge("calls <= 5 per request").Goals).ToString());
    }

    [Theory]
    [InlineData("p99 < 250ms", "no request was answered")]
    [InlineData("errors < 1%", "no request was answered")]
    [InlineData("rate > 0 req/s", "no request was answered")]
    [InlineData("calls < 100", "no request was replayed to its end")]
    [InlineData("allocated < 1MB", "only of a service that runs in the test process can it be measured")]
    [InlineData("sync-over-async = 0", "only of a service that runs in the test process can it be seen")]
    public void A_goal_that_could_not_be_measured_is_not_held_and_says_why(string goal, string why)
    {
        ReplayObservations nothing = Passed(Options with { Goals = [Goal.Parse(goal)] }) with { Responses = 0, Latency = new LatencySummary(0, 0, 0, 0, 0) };

        GoalResult result = Assert.Single(nothing.Judge().Goals);

        Assert.Equal((GoalState.Unknown, $"{goal}: UNKNOWN, which counts as missed: {why}"), (result.State, result.ToString()));
        Assert.Equal(ReplayOutcome.FailSloMissed, nothing.Judge().Outcome);
    }

    [Fact]
    public void A_dependency_that_nothing_calls_is_taken_for_a_typo_unless_it_must_not_be_called()
    {
        ReplaySummary summary = Judge("calls(bb.test) <= 1", "calls(bb.test) = 0", "calls(bb.test) < 1", "growth(bb.test) <= 1");

        Assert.Equal([GoalState.Unknown, GoalState.Held, GoalState.Held, GoalState.Unknown], summary.Goals.Select(goal => goal.State));
        Assert.EndsWith("did you mean b.test?", summary.Goals[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_told_to_belong_to_a_request_can_miss_a_goal_about_requests_but_not_hold_it()
    {
        ReplayObservations observed = Observed(Options with { Goals = [Goal.Parse("calls(b.test) <= 9"), Goal.Parse("calls(b.test) <= 3")] });
        DependencyCalls calls = observed.Calls.Dependencies[0] with { Unplaced = 2 };

        IReadOnlyList<GoalResult> goals = (observed with { Calls = observed.Calls with { Dependencies = [calls] } }).Judge().Goals;

        Assert.Equal([GoalState.Unknown, GoalState.Missed], goals.Select(goal => goal.State));
        Assert.Contains("2 calls could not be told to belong to a request", goals[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_of_a_replay_that_was_given_up_are_not_known()
    {
        ReplayObservations observed = Observed(Options with { Goals = [Goal.Parse("calls <= 100")] });

        GoalResult goal = Assert.Single((observed with { Calls = observed.Calls with { Incomplete = "a run was given up before its end" } }).Judge().Goals);

        Assert.Equal((GoalState.Unknown, "a run was given up before its end"), (goal.State, goal.Detail));
    }

    [Fact]
    public void Allocations_may_exceed_their_limit_by_a_twentieth()
    {
        Assert.Equal("allocated < 960B: held, 1 KB (within the tolerance of 5 %)", Assert.Single(Judge("allocated < 960B").Goals).ToString());
        Assert.Equal(GoalState.Missed, Assert.Single(Judge("allocated < 950B").Goals).State);
        Assert.Equal(GoalState.Missed, Assert.Single(Judge("allocated > 1KB").Goals).State);
    }

    [Fact]
    public void A_gate_is_the_goal_that_it_stands_for()
    {
        ReplayOptions gates = Options with { MaxCallsPerRequest = 5, MaxRetryAmplification = 2.5, MaxCallGrowth = 1, MaxAllocatedPerRequest = 1024, ForbidSyncOverAsync = true };

        Assert.Equal(
            ["calls <= 5 per request: Missed", "retries <= 2.5: Missed", "growth <= 1: Missed", "allocated <= 1024 B per request: Held", "sync-over-async = 0: Missed"],
            Observed(gates).Judge().Goals.Select(goal => $"{goal.Goal}: {goal.State}"));
    }

    [Fact]
    public void A_divergence_comes_before_a_missed_goal_and_both_are_said()
    {
        ReplaySummary summary = Observed(Options with { Goals = [Goal.Parse("max < 1ms")] }).Diverged(Status()).Judge();

        Assert.Equal(ReplayOutcome.FailDiverged, summary.Outcome);
        Assert.EndsWith("; goal max < 1ms: missed, 100 ms", summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Goals_are_in_the_text_the_json_and_as_far_as_they_are_the_same_everywhere_in_the_snapshot()
    {
        ReplaySummary summary = Judge("max < 1ms", "calls <= 5 per request");

        Assert.Contains("\nGOALS\n  max < 1ms: missed, 100 ms\n  calls <= 5 per request: missed, 6 (GET /2)\n", summary.ToText(), StringComparison.Ordinal);
        Assert.Contains("\nDEPENDENCY CALLS\n  b.test: 3 calls per request, recorded 1 (3 for each recorded one); most in one request 4 in GET /1", summary.ToText(), StringComparison.Ordinal);
        Assert.Contains("\"state\": \"Missed\"", summary.ToJson(), StringComparison.Ordinal);
        Assert.Contains("\"dependency\": \"b.test\"", summary.ToJson(), StringComparison.Ordinal);
        Assert.Contains("\nGOALS\n  max < 1ms\n  calls <= 5 per request: missed, 6 (GET /2)", summary.ToString(), StringComparison.Ordinal);
    }

    private static ReplaySummary Judge(params string[] goals) => Observed(Options with { Goals = [.. goals.Select(Goal.Parse)] }).Judge();

    private static ReplayObservations Observed(ReplayOptions options) => Passed(options) with
    {
        Completed = 12,
        Errors = 3,
        Latency = new LatencySummary(12, 1.5, 2.25, 12.75, 100) { P95 = 5, P999 = 99, Mean = 3 },
        InProcess = new InProcessFigures { AllocatedPerRequest = 1000, SyncOverAsync = 2 },
        Calls = new CallFigures(
            12,
            [
                new DependencyCalls
                {
                    Dependency = "b.test",
                    Authority = new("b.test", 80),
                    Recorded = 12,
                    Attempted = 36,
                    Unplaced = 0,
                    Most = new(4, 1, "GET /1", null),
                    Least = new(1, 0, "GET /0", null),
                    Retries = new(3, 1, "GET /1", "GET http://b.test/1"),
                    Growth = new(20, 1, "GET /1", "GET b.test/items/{id}"),
                },
            ],
            new DependencyCalls { Dependency = "*", Recorded = 24, Attempted = 48, Unplaced = 0, Most = Six, Least = Six, Retries = Six, Growth = Six }),
    };
}
