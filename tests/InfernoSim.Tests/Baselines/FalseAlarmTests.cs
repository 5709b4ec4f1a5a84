using InfernoSim.Baselines;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Baselines;

/// <summary>
/// Synthetic replays with the noise of a busy machine: each replay is faster or slower as a whole, each run by itself, and
/// now and then something else takes the machine for a run.
/// </summary>
public class FalseAlarmTests
{
    private const int Comparisons = 2000;

    private static readonly ReplayPlan Plan =
        ReplayPlan.Create(Incident(), Options with { TimeScale = 0, MinGap = TimeSpan.Zero, FailOnRegression = 0.1 });

    [Theory]
    [InlineData(0.01, 10)]
    [InlineData(0.03, 10)]
    [InlineData(0.10, 10)]
    [InlineData(0.03, 5)]
    [InlineData(0.10, 5)]
    [InlineData(0.10, 20)]
    public void A_build_compared_with_itself_fails_in_at_most_one_of_twenty(double betweenReplays, int earlier)
    {
        Assert.InRange(Failures(slower: 1, betweenReplays, earlier), 0, Comparisons / 20);
    }

    [Theory]
    [InlineData(0.01, 10)]
    [InlineData(0.02, 10)]
    [InlineData(0.03, 20)]
    public void A_build_that_is_a_fifth_slower_fails_in_at_least_nineteen_of_twenty(double betweenReplays, int earlier)
    {
        Assert.InRange(Failures(slower: 1.2, betweenReplays, earlier), Comparisons * 19 / 20, Comparisons);
    }

    [Theory]
    [InlineData(0.01, 10)]
    [InlineData(0.03, 20)]
    public void One_route_of_five_that_is_a_fifth_slower_fails_in_at_least_nine_of_ten(double betweenReplays, int earlier)
    {
        Assert.InRange(Failures(slower: 1, betweenReplays, earlier, slowerRoute: 1.2), Comparisons * 9 / 10, Comparisons);
    }

    [Fact]
    public void A_tail_that_is_much_longer_in_one_run_of_three_fails_in_at_least_nine_of_ten()
    {
        Assert.InRange(Failures(slower: 1, betweenReplays: 0.03, earlier: 20, longerTail: 2.5), Comparisons * 9 / 10, Comparisons);
    }

    [Fact]
    public void A_whole_replay_that_was_slow_is_not_taken_for_a_regression_however_alike_its_runs_are()
    {
        var random = new Random(5);
        BaselineSession[] earlier = [.. Enumerable.Range(0, 10).Select(_ => Session(random, 1, betweenReplays: 0.1, betweenRuns: 0.001))];

        int failures = Enumerable.Range(0, 200).Count(_ => Fails(earlier, Session(random, 1, betweenReplays: 0.1, betweenRuns: 0.001)));

        Assert.InRange(failures, 0, 10);
    }

    private static int Failures(double slower, double betweenReplays, int earlier, double slowerRoute = 1, double longerTail = 1)
    {
        var random = new Random(20260101);
        return Enumerable.Range(0, Comparisons).Count(_ => Fails(
            [.. Enumerable.Range(0, earlier).Select(_ => Session(random, 1, betweenReplays, betweenRuns: 0.05))],
            Session(random, slower, betweenReplays, betweenRuns: 0.05, slowerRoute, longerTail)));
    }

    private static bool Fails(BaselineSession[] earlier, BaselineSession now) => ChangeJudgement.Of(earlier, now, Plan).Any(figure => figure.Fails);

    private static BaselineSession Session(Random random, double slower, double betweenReplays, double betweenRuns, double slowerRoute = 1, double longerTail = 1)
    {
        double replay = slower * Math.Exp(Normal(random) * betweenReplays);
        return new BaselineSession(
            [.. Enumerable.Range(0, 10).Select(run => Run(random, replay * (run == 0 ? 1.5 : 1), betweenRuns, slowerRoute, run % 3 == 1 ? longerTail : 1))], null);
    }

    private static RunSample Run(Random random, double factor, double betweenRuns, double slowerRoute, double longerTail)
    {
        double disturbed = random.NextDouble() < 0.2 ? 1 + random.NextDouble() : 1;
        double p50 = 10 * factor * disturbed * Math.Exp(Normal(random) * betweenRuns);
        return new RunSample(1000 / p50, p50 * 0.9, p50, p50 * 2 * longerTail * Math.Exp(Math.Abs(Normal(random)) * betweenRuns * 2))
        {
            Routes = Enumerable.Range(0, 5).ToDictionary(route => $"GET /{(char)('a' + route)}", route => p50 * (route == 0 ? slowerRoute : 1) * Math.Exp(Normal(random) * betweenRuns / 2)),
        };
    }

    // Box and Muller, 1958.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
