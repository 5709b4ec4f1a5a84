using InfernoSim.Load;
using InfernoSim.Measuring;

namespace InfernoSim.Tests.Load;

public class IntervalTests
{
    // The values of Wilson's formula, computed by hand from its definition.
    [Theory]
    [InlineData(0, 3000, 0, 0, 0.00128)]
    [InlineData(10, 100, 0.1, 0.0552, 0.1744)]
    [InlineData(1, 480, 0.00208, 0.00037, 0.0117)]
    [InlineData(100, 100, 1, 0.9630, 1)]
    [InlineData(0, 0, 0, 0, 1)]
    public void The_interval_of_a_share_is_Wilsons(int hits, int trials, double share, double low, double high)
    {
        Interval interval = Interval.OfShare(hits, trials);

        Assert.Equal(share, interval.Value, 4);
        Assert.Equal(low, interval.Low, 3);
        Assert.Equal(high, interval.High, 3);
    }

    [Fact]
    public void The_interval_of_a_quantile_lies_between_order_statistics()
    {
        double[] sorted = [.. Enumerable.Range(1, 1000).Select(i => (double)i)];

        Assert.Equal(new Interval(990, 983, 998), Interval.OfQuantile(sorted, 0.99));
        Assert.Equal(new Interval(500, 469, 532), Interval.OfQuantile(sorted, 0.5));
    }

    [Fact]
    public void Too_few_observations_leave_a_high_quantile_unbounded()
    {
        Interval interval = Interval.OfQuantile([.. Enumerable.Range(1, 50).Select(i => (double)i)], 0.99);

        Assert.Equal(50, interval.Value);
        Assert.Equal(double.PositiveInfinity, interval.High);
    }

    [Fact]
    public void Ninety_five_of_a_hundred_intervals_of_a_p99_hold_the_true_one()
    {
        var random = new Random(20261123);
        double truth = -Math.Log(0.01);

        int holds = Enumerable.Range(0, 2000).Count(_ =>
        {
            double[] sample = [.. Enumerable.Range(0, 800).Select(_ => -Math.Log(1 - random.NextDouble())).Order()];
            Interval interval = Interval.OfQuantile(sample, 0.99);
            return interval.Low <= truth && truth <= interval.High;
        });

        Assert.InRange(holds, 1870, 2000);
    }

    [Fact]
    public void The_mean_of_batches_has_Students_interval()
    {
        Interval interval = Interval.OfBatchMeans([9, 11, 9, 11, 9, 11, 9, 11, 9, 11]);

        // s = 1.0541, s / sqrt(10) = 0.3333, t(9) = 2.262
        Assert.Equal(10, interval.Value);
        Assert.Equal(10 - 0.754, interval.Low, 3);
        Assert.Equal(10 + 0.754, interval.High, 3);
    }

    [Fact]
    public void A_steady_growth_is_told_from_noise()
    {
        var random = new Random(1);
        (double, double)[] growing = [.. Enumerable.Range(0, 10).Select(i => (i * 0.3, 50 + (i * 9) + random.NextDouble()))];
        (double, double)[] noisy = [.. Enumerable.Range(0, 10).Select(i => (i * 0.3, 50 + (20 * random.NextDouble())))];

        Assert.InRange(Trend.Of(growing).Low, 28, 30.5);
        Assert.True(Trend.Of(noisy).Low < 0);
        Assert.Equal(double.NegativeInfinity, Trend.Of(growing[..2]).Low);
    }

    [Theory]
    [InlineData(0.5, 8)]
    [InlineData(0.9, 53)]
    [InlineData(0.99, 563)]
    [InlineData(0.999, 5661)]
    public void A_quantile_is_bounded_by_so_many_observations_and_not_by_one_less(double quantile, int fewest)
    {
        Assert.Equal(fewest, Interval.FewestForQuantile(quantile));
        Assert.True(double.IsFinite(Interval.OfQuantile([.. Enumerable.Range(0, fewest).Select(i => (double)i)], quantile).High));
        Assert.True(double.IsPositiveInfinity(Interval.OfQuantile([.. Enumerable.Range(0, fewest - 1).Select(i => (double)i)], quantile).High));
    }
}
