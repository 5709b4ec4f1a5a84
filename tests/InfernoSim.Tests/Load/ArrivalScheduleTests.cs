using InfernoSim.Load;

namespace InfernoSim.Tests.Load;

public class ArrivalScheduleTests
{
    [Fact]
    public void Constant_arrivals_keep_their_rate_however_long_it_lasts()
    {
        ArrivalSchedule schedule = ArrivalSchedule.Constant(3);

        TimeSpan[] due = [.. Enumerable.Range(0, 3_000_001).Select(_ => schedule.Next())];

        Assert.Equal(TimeSpan.Zero, due[0]);
        Assert.Equal(1.0 / 3, due[1].TotalSeconds, 6);
        Assert.Equal(1_000_000, due[^1].TotalSeconds, 6);
    }

    [Fact]
    public void Poisson_arrivals_are_the_same_for_the_same_seed_and_others_for_another()
    {
        TimeSpan[] first = Take(ArrivalSchedule.Poisson(100, seed: 7));

        Assert.Equal(first, Take(ArrivalSchedule.Poisson(100, seed: 7)));
        Assert.NotEqual(first, Take(ArrivalSchedule.Poisson(100, seed: 8)));
        Assert.Equal(first.Order(), first);
    }

    [Fact]
    public void Poisson_arrivals_have_exponential_intervals_of_the_right_mean()
    {
        TimeSpan[] due = Take(ArrivalSchedule.Poisson(100, seed: 1), 50_000);

        double[] intervals = [.. due.Zip(due.Skip(1), (a, b) => (b - a).TotalSeconds)];

        // Mean and standard deviation of an exponential distribution are equal, and 1/e of it lies beyond them.
        double mean = intervals.Average();
        Assert.InRange(mean, 0.0098, 0.0102);
        Assert.InRange(Math.Sqrt(intervals.Average(i => (i - mean) * (i - mean))), 0.0097, 0.0103);
        Assert.InRange(intervals.Count(i => i > mean) / (double)intervals.Length, 0.36, 0.376);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_rate_that_is_none_is_refused(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrivalSchedule.Constant(rate));

    private static TimeSpan[] Take(ArrivalSchedule schedule, int count = 1000) => [.. Enumerable.Range(0, count).Select(_ => schedule.Next())];
}
