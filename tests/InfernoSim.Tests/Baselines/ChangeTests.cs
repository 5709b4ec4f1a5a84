using InfernoSim.Baselines;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Tests.Verdicts;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Baselines;

public class ChangeTests
{
    private static readonly ReplayOptions Unpaced = Options with { TimeScale = 0, MinGap = TimeSpan.Zero, FailOnRegression = 0.1 };

    /// <summary>The 99th percentile of Student's t, from the tables of any textbook.</summary>
    [Theory]
    [InlineData(4, 3.747)]
    [InlineData(5, 3.365)]
    [InlineData(9, 2.821)]
    [InlineData(19, 2.539)]
    [InlineData(1000, 2.330)]
    public void Quantiles_are_those_of_the_tables(int degrees, double expected)
    {
        Assert.InRange(Quantiles.StudentT99(degrees) / expected, 0.99, 1.01);
    }

    [Fact]
    public void The_interval_is_that_of_one_further_observation()
    {
        // Logarithms 0, 0.1, 0.2, 0.3, 0.4: mean 0.2, standard deviation 0.1581; reach 3.747 x 0.1581 x sqrt(1.2) = 0.649.
        (double low, double change, double high) = ChangeTest.Interval([.. Enumerable.Range(0, 5).Select(i => Math.Exp(i / 10.0))], Math.Exp(0.5));

        Assert.Equal(0.3, change, 9);
        Assert.InRange(high - change, 0.64, 0.66);
        Assert.Equal(change - low, high - change, 9);
    }

    [Fact]
    public void With_too_few_earlier_replays_nothing_is_claimed()
    {
        IReadOnlyList<ChangeFigure> figures = Judge([10, 10, 10, 10], 20);

        Assert.All(figures, figure => Assert.Equal((ChangeVerdict.TooFewReplays, false), (figure.Verdict, figure.Fails)));
        Assert.Equal("latency p50 (quiet runs) 20.00 ms, usual 10.00 ms (+100.0 %): not enough earlier replays to tell (4 of 5)", figures[2].ToString());
    }

    [Fact]
    public void A_change_beyond_what_replays_differ_is_worse_and_fails_when_it_is_more_than_tolerated()
    {
        IReadOnlyList<ChangeFigure> figures = Judge([10, 10.1, 9.9, 10.05, 9.95], 12);

        Assert.Equal([("rate", ChangeVerdict.Worse), ("latency p10", ChangeVerdict.Worse), ("latency p50", ChangeVerdict.Worse), ("latency p99", ChangeVerdict.Worse)], figures.Select(figure => (figure.Name, figure.Verdict)));
        Assert.All(figures, figure => Assert.True(figure.Fails));
        Assert.InRange(figures[1].Change, 0.19, 0.21);
        Assert.InRange(figures[1].Low!.Value, 0.14, 0.20);
        Assert.EndsWith("5 earlier replays): worse", figures[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_for_the_better_fails_nothing()
    {
        Assert.All(Judge([10, 10.1, 9.9, 10.05, 9.95], 5), figure => Assert.Equal((ChangeVerdict.Better, false), (figure.Verdict, figure.Fails)));
    }

    [Fact]
    public void A_sure_change_that_is_too_small_to_matter_is_none()
    {
        Assert.All(Judge([10, 10.01, 9.99, 10, 10], 10.4), figure => Assert.Equal((ChangeVerdict.NoSignificantChange, false), (figure.Verdict, figure.Fails)));
    }

    [Fact]
    public void A_large_change_is_none_where_replays_differ_as_much()
    {
        Assert.All(Judge([10, 14, 8, 12, 9], 13), figure => Assert.Equal((ChangeVerdict.NoSignificantChange, false), (figure.Verdict, figure.Fails)));
    }

    [Fact]
    public void A_significant_change_below_what_is_tolerated_is_said_and_fails_nothing()
    {
        Assert.All(Judge([10, 10.01, 9.99, 10, 10], 10.8), figure => Assert.Equal((ChangeVerdict.Worse, false), (figure.Verdict, figure.Fails)));
    }

    [Fact]
    public void The_rate_of_a_replay_at_a_pace_of_its_own_is_not_judged()
    {
        IReadOnlyList<ChangeFigure> figures = ChangeJudgement.Of([Session(10)], Session(10), ReplayPlan.Create(Incident(), Options));

        Assert.Equal(["latency p10", "latency p50", "latency p99"], figures.Select(figure => figure.Name));
    }

    [Fact]
    public void The_first_run_and_runs_that_something_disturbed_are_not_what_is_compared()
    {
        var disturbed = new BaselineSession([new(1, 800, 900, 900), new(100, 9, 10, 20), new(100, 9, 10, 20), new(100, 9, 10, 20), new(20, 70, 80, 90), new(10, 70, 90, 95)], null);

        ChangeFigure median = ChangeJudgement.Of([Session(10)], disturbed, ReplayPlan.Create(Incident(), Unpaced)).Single(figure => figure.Name == "latency p50");

        Assert.Equal(10, median.Now);
    }

    [Fact]
    public void A_regression_fails_the_replay_with_its_figures()
    {
        ReplayObservations slow = Measured(12);
        var before = new ReplayBaseline
        {
            Outcome = "PASS_STRONG",
            AchievedRate = 100,
            Latency = new LatencySummary(1, 10, 10, 10, 10),
            Sessions = [.. new[] { 10, 10.1, 9.9, 10.05, 9.95 }.Select(Session)],
        };

        ReplaySummary summary = slow.Judge(before);

        Assert.Equal((ReplayOutcome.FailSloMissed, 1), (summary.Outcome, summary.ExitCode));
        Assert.StartsWith("regression: rate (quiet runs) 83.33 req/s, usual 100.00 req/s (-16.7 %, 98 % interval", summary.Reason, StringComparison.Ordinal);
        Assert.Contains("against earlier replays: latency p50 (quiet runs) 12.00 ms", summary.ToText(), StringComparison.Ordinal);
        Assert.DoesNotContain("12.00", summary.ToString(), StringComparison.Ordinal);
        Assert.Equal(ReplayOutcome.FailDiverged, slow.Diverged(Status()).Judge(before).Outcome);
    }

    [Fact]
    public void A_figure_that_is_compared_with_several_replays_is_said_once()
    {
        var before = new ReplayBaseline { Outcome = "PASS_STRONG", AchievedRate = 100, Latency = new LatencySummary(1, 10, 10, 10, 10), Sessions = [Session(10)] };

        IReadOnlyList<string> lines = Measured(12).Judge(before).ChangeFromLastRun.Lines;

        Assert.Equal(["rate", "latency p10", "latency p50", "latency p99"], lines.Skip(2).Select(line => line.Split(": ")[1].Split(" (")[0]));
    }

    [Fact]
    public void A_tail_that_is_longer_in_one_run_of_three_is_worse()
    {
        BaselineSession Tails(params double[] p99) => new([.. p99.Prepend(90).Select(tail => new RunSample(100, 9, 10, tail))], null);
        BaselineSession[] earlier = [Tails(20, 20.2, 19.8), Tails(20.1, 20, 20), Tails(19.9, 20, 20.1), Tails(20, 20.1, 20.2), Tails(20, 19.8, 20)];

        ChangeFigure tail = ChangeJudgement.Of(earlier, Tails(20, 20, 60), ReplayPlan.Create(Incident(), Unpaced)).Single(figure => figure.Name == "latency p99");

        Assert.Equal((ChangeVerdict.Worse, true, true), (tail.Verdict, tail.Fails, tail.IsOfAllRuns));
        Assert.InRange(tail.Change, 0.4, 0.5);
        Assert.StartsWith("latency p99 (all runs) 28.", tail.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Slowest_requests_that_are_slower_are_worse_though_percentiles_are_not()
    {
        BaselineSession Slowest(double? mean) => Session(10) with { SlowestMean = mean };
        BaselineSession[] earlier = [.. new double?[] { 20, 20.2, 19.8, 20.1, 20 }.Select(Slowest)];

        ChangeFigure tail = Assert.Single(ChangeJudgement.Of(earlier, Slowest(30), ReplayPlan.Create(Incident(), Unpaced)), figure => figure.Verdict == ChangeVerdict.Worse);

        Assert.True(tail.Fails);
        Assert.StartsWith("latency of the slowest 5 % (all runs) 30.00 ms, usual 20.02 ms", tail.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ChangeJudgement.Of(earlier, Slowest(null), ReplayPlan.Create(Incident(), Unpaced)), figure => figure.Name == tail.Name);
    }

    [Fact]
    public void A_route_that_is_slower_is_worse_though_all_requests_together_are_not()
    {
        BaselineSession Routes(double basket) => new([new RunSample(100, 9, 10, 20) { Routes = new Dictionary<string, double> { ["GET /items/{id}"] = 9, ["POST /basket"] = basket } }], null);
        BaselineSession[] earlier = [.. new[] { 12, 12.1, 11.9, 12, 12.05 }.Select(Routes)];

        ChangeFigure[] worse = [.. ChangeJudgement.Of(earlier, Routes(15), ReplayPlan.Create(Incident(), Unpaced)).Where(figure => figure.Verdict == ChangeVerdict.Worse)];

        ChangeFigure basket = Assert.Single(worse);
        Assert.Equal(("latency p10", "POST /basket", true), (basket.Name, basket.Route, basket.Fails));
        Assert.StartsWith("latency p10 of POST /basket against the other routes (all runs) 1.67 x, usual 1.33 x (+24.9 %, 99.8 % interval", basket.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_that_an_earlier_file_does_not_know_is_not_compared()
    {
        var now = new BaselineSession([new RunSample(100, 9, 10, 20) { Routes = new Dictionary<string, double> { ["GET /new"] = 9, ["GET /other"] = 9 } }], null);

        Assert.DoesNotContain(ChangeJudgement.Of([Session(10)], now, ReplayPlan.Create(Incident(), Unpaced)), figure => figure.Route is not null);
    }

    [Fact]
    public void Where_no_change_is_seen_the_smallest_that_would_be_is_said()
    {
        IReadOnlyList<ChangeFigure> figures = Judge([10, 10.9, 9.1, 10.5, 9.5], 10);

        // Reach 3.747 x 0.0727 x sqrt(1.2) = 0.298 of the logarithm: 1.347 times as long, or 0.742 of the rate.
        Assert.InRange(figures[1].Resolution!.Value, 0.33, 0.37);
        Assert.InRange(figures[0].Resolution!.Value, 0.24, 0.27);
        Assert.EndsWith("no significant change; here none under 35 % can be told", figures[1].ToString(), StringComparison.Ordinal);
        Assert.EndsWith("no significant change; here none under 5 % can be told", Judge([10, 10.01, 9.99, 10, 10], 10)[1].ToString(), StringComparison.Ordinal);
    }

    internal static ReplayObservations Measured(double p50) => Passed(Unpaced) with
    {
        Parts = new ReplayRecordingParts { Runs = [Run() with { Sample = Session(p50).Runs[0] }, Run()] },
    };

    private static IReadOnlyList<ChangeFigure> Judge(double[] before, double now) =>
        ChangeJudgement.Of([.. before.Select(Session)], Session(now), ReplayPlan.Create(Incident(), Unpaced));

    private static BaselineSession Session(double p50) => new([new RunSample(1000 / p50, 0.9 * p50, p50, 2 * p50)], null);
}
