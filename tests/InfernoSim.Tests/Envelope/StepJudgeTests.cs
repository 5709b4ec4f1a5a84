using InfernoSim.Load;
using InfernoSim.Load.Envelope;

namespace InfernoSim.Tests.Envelope;

public class StepJudgeTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99<250ms,errors<0.1%");
    private static readonly LoadShape Shape = new() { Rate = 100, Warmup = TimeSpan.Zero, Measured = TimeSpan.FromSeconds(5) };

    [Fact]
    public void A_load_within_the_limits_is_held()
    {
        MeasuredStep step = Judge(_ => 50);

        Assert.Equal((StepVerdict.Held, "", false), (step.Verdict, step.Reason, step.IsSaturated));
    }

    [Fact]
    public void A_latency_over_its_limit_is_missed_with_its_figure_and_interval()
    {
        MeasuredStep step = Judge(i => i % 20 == 0 ? 300 : 50);

        Assert.Equal(StepVerdict.Missed, step.Verdict);
        Assert.Equal("p99 300 ms (300 ms to unbounded)", step.Reason);
    }

    [Fact]
    public void A_figure_whose_interval_holds_the_limit_is_undecided()
    {
        MeasuredStep step = Judge(i => i % 120 == 0 ? 300 : 50);

        Assert.Equal((StepVerdict.Undecided, true), (step.Verdict, step.HoldsAsMeasured));
    }

    [Fact]
    public void One_error_of_few_requests_is_undecided_and_many_are_missed()
    {
        Assert.Equal(StepVerdict.Undecided, Judge(_ => 50, isError: i => i == 7).Verdict);
        Assert.Equal(StepVerdict.Missed, Judge(_ => 50, isError: i => i % 50 == 0).Verdict);
    }

    [Fact]
    public void A_queue_that_grows_is_missed_though_it_is_still_short()
    {
        // 2 % more than can be done: 20 ms a second, so that 250 ms are passed after ten seconds.
        MeasuredStep step = Judge(i => 50 + (i * 0.2));

        Assert.Equal((StepVerdict.Missed, true, true), (step.Verdict, step.IsSaturated, step.IsClear));
        Assert.Contains("latency grows by 20 ms each second", step.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_that_was_late_is_blamed_when_the_service_was_in_time()
    {
        var late = new LoadResult(Shape, [.. Enumerable.Range(0, 500).Select(i => new LoadSample(i * 10, (i * 10) + 300, (i * 10) + 350, true, false))], [], new Dictionary<string, int>());
        var slow = new LoadResult(Shape, [.. Enumerable.Range(0, 500).Select(i => new LoadSample(i * 10, i * 10, (i * 10) + 350, true, false))], [], new Dictionary<string, int>());

        Assert.True(StepJudge.Judge(100, late, Level).IsGeneratorLimited);
        Assert.False(StepJudge.Judge(100, slow, Level).IsGeneratorLimited);
    }

    [Fact]
    public void A_load_in_which_nothing_was_sent_is_missed() =>
        Assert.Equal(StepVerdict.Missed, StepJudge.Judge(100, new LoadResult(Shape, [], [], new Dictionary<string, int>()), Level).Verdict);

    private static MeasuredStep Judge(Func<int, double> latency, Func<int, bool>? isError = null) => StepJudge.Judge(
        100,
        new LoadResult(Shape, [.. Enumerable.Range(0, 500).Select(i => new LoadSample(i * 10, i * 10, (i * 10) + latency(i), true, isError?.Invoke(i) == true))], [], new Dictionary<string, int>()),
        Level);
}
