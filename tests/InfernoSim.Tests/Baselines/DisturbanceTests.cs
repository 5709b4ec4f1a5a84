using System.Text.Json;
using InfernoSim.Baselines;
using InfernoSim.Measuring;
using InfernoSim.Planning;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Baselines;

/// <summary>
/// Synthetic replays beside other programs, which take from the rate what they use of the cores, and from a request that is
/// alone a little.
/// </summary>
public class DisturbanceTests
{
    private const int Comparisons = 400;

    private static readonly ReplayPlan Plan =
        ReplayPlan.Create(Incident(), Options with { TimeScale = 0, MinGap = TimeSpan.Zero, FailOnRegression = 0.1 });

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    public void A_build_compared_with_itself_on_a_busier_machine_fails_in_at_most_one_of_twenty(double others)
    {
        Assert.InRange(Failures(new Random(1), _ => 0, others, Service.Same), 0, Comparisons / 20);
    }

    [Fact]
    public void Where_it_is_not_known_how_busy_the_machine_was_a_replay_is_judged_as_if_it_were_not()
    {
        var random = new Random(2);
        BaselineSession[] earlier = [.. Enumerable.Range(0, 20).Select(_ => Unknown(Session(random, 0, Service.Same)))];

        BaselineSession now = Session(random, 0.5, Service.Same);

        Assert.All(Judge(earlier, now).Where(figure => figure.Name != "latency p10"), figure => Assert.Equal((ChangeVerdict.Worse, true), (figure.Verdict, figure.Fails)));
        Assert.All(Judge(earlier, now), figure => Assert.Null(figure.UsualOthers));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    public void A_build_that_does_a_fifth_more_fails_on_a_busier_machine_as_well(double others)
    {
        Assert.InRange(Failures(new Random(3), _ => 0, others, Service.Slower), Comparisons * 19 / 20, Comparisons);
    }

    [Fact]
    public void Requests_that_wait_longer_for_one_another_fail_where_the_machine_is_as_busy_as_usual()
    {
        Assert.InRange(Failures(new Random(4), _ => 0.3, 0.3, Service.Queueing), Comparisons * 19 / 20, Comparisons);
    }

    [Fact]
    public void Replays_on_a_quiet_and_on_a_busy_machine_are_each_compared_with_their_like()
    {
        Assert.InRange(Failures(new Random(5), replay => replay % 2 * 0.5, 0, Service.Queueing), Comparisons * 19 / 20, Comparisons);
        Assert.InRange(Failures(new Random(5), replay => replay % 2 * 0.5, 0.5, Service.Queueing), Comparisons * 19 / 20, Comparisons);
        Assert.InRange(Failures(new Random(6), replay => replay % 2 * 0.5, 0, Service.Same), 0, Comparisons / 20);
        Assert.InRange(Failures(new Random(6), replay => replay % 2 * 0.5, 0.5, Service.Same), 0, Comparisons / 20);
    }

    [Fact]
    public void A_machine_that_stays_busier_is_what_is_usual_after_five_replays()
    {
        var random = new Random(7);

        Comparable four = Comparable.For(Session(random, 0.4, Service.Same), [.. Sessions(random, 10, 0), .. Sessions(random, 4, 0.4)]);
        Comparable five = Comparable.For(Session(random, 0.4, Service.Same), [.. Sessions(random, 10, 0), .. Sessions(random, 5, 0.4)]);

        Assert.Equal((14, true), (four.Sessions.Count, four.IsDisturbed));
        Assert.Equal((5, false), (five.Sessions.Count, five.IsDisturbed));
    }

    [Fact]
    public void A_figure_that_is_not_judged_says_why()
    {
        var random = new Random(8);

        IReadOnlyList<ChangeFigure> figures = Judge([.. Sessions(random, 10, 0.03)], Session(random, 0.62, Service.Same));

        Assert.Equal(["rate", "latency p50", "latency p99"], figures.Where(figure => figure.Verdict == ChangeVerdict.Disturbed).Select(figure => figure.Name));
        Assert.All(figures, figure => Assert.False(figure.Fails));
        Assert.EndsWith(
            "10 earlier replays): not judged, other programs used 62 % of the machine's cores, usually 3 %", figures[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_busier_machine_hides_no_change_for_the_better()
    {
        var random = new Random(9);
        BaselineSession now = Session(random, 0, Service.Same) with { Runs = [.. Session(random, 0, Service.Same).Runs.Select(run => run with { Others = 0.3, Rate = run.Rate * 2 })] };

        Assert.Equal(ChangeVerdict.Better, Judge([.. Sessions(random, 10, 0)], now)[0].Verdict);
    }

    [Fact]
    public void A_baseline_that_was_written_before_is_read_as_not_known()
    {
        const string Written = """{"runs":[{"rate":80.5,"p10":11,"p50":12,"p99":13}],"latency":null}""";

        BaselineSession session = JsonSerializer.Deserialize<BaselineSession>(Written, JsonSerializerOptions.Web)!;

        Assert.Null(session.Others);
        Assert.Equal(80.5, session.Runs[0].Rate);
    }

    [Fact]
    public void What_other_programs_use_is_a_share_or_not_known()
    {
        var others = new OtherPrograms();
        others.Restart();
        SpinWait.SpinUntil(() => others.Share() is not null, TimeSpan.FromSeconds(OperatingSystem.IsLinux() ? 10 : 0));

        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(others.Share()!.Value, 0, 1);
        }
        else
        {
            Assert.Null(others.Share());
        }
    }

    private enum Service
    {
        Same,

        // Each request takes a fifth more.
        Slower,

        // Each takes as much, and waits for others.
        Queueing,
    }

    private static int Failures(Random random, Func<int, double> othersBefore, double othersNow, Service service) =>
        Enumerable.Range(0, Comparisons).Count(_ => Judge(
            [.. Enumerable.Range(0, 20).Select(replay => Session(random, othersBefore(replay), Service.Same))],
            Session(random, othersNow, service)).Any(figure => figure.Fails));

    private static IReadOnlyList<ChangeFigure> Judge(BaselineSession[] earlier, BaselineSession now) => ChangeJudgement.Of(earlier, now, Plan);

    private static IEnumerable<BaselineSession> Sessions(Random random, int count, double others) =>
        Enumerable.Range(0, count).Select(_ => Session(random, others, Service.Same));

    private static BaselineSession Unknown(BaselineSession session) => session with { Runs = [.. session.Runs.Select(run => run with { Others = null })] };

    private static BaselineSession Session(Random random, double others, Service service)
    {
        double replay = Math.Exp(Normal(random) * 0.015);
        return new BaselineSession([.. Enumerable.Range(0, 10).Select(_ => Run(random, replay, others, service))], null);
    }

    private static RunSample Run(Random random, double replay, double others, Service service)
    {
        double alone = 10 * replay * (service == Service.Slower ? 1.2 : 1) * (1 + (others * 0.1)) * Math.Exp(Normal(random) * 0.01);
        double queued = alone * (service == Service.Queueing ? 1.4 : 1) / (1 - others) * Math.Exp(Normal(random) * 0.02);
        return new RunSample(1000 / queued, alone, queued, queued * 2) { Others = Math.Max(0, others + (Normal(random) * 0.002)) };
    }

    // Box and Muller, 1958.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
