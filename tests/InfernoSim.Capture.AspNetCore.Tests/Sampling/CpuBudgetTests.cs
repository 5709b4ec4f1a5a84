using InfernoSim.Capture.AspNetCore.Sampling;

namespace InfernoSim.Capture.AspNetCore.Tests.Sampling;

/// <summary>Recording takes a share of the processors while none is idle, and what it wants while one is.</summary>
public sealed class CpuBudgetTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Of one processor, 20 ms a second: of exchanges that take 1 ms each, 20.
    private readonly CpuBudget _budget = new(0.02);

    [Theory]
    [InlineData(20, true)]
    [InlineData(900, false)]
    public void What_is_within_the_share_or_leaves_a_processor_idle_is_recorded(int milliseconds, bool isFull)
    {
        for (int second = 0; second < 100; second++)
        {
            Assert.True(Next(milliseconds, reads: milliseconds, changes: 0, isFull).IsAll);
        }
    }

    [Fact]
    public void A_burst_is_recorded_and_what_goes_on_is_limited()
    {
        CpuQuota[] quotas = [.. Enumerable.Range(0, 6).Select(_ => Next(120, reads: 120, changes: 0))];

        // Each second takes 100 ms beyond the share, and half a second may be.
        Assert.All(quotas[..4], quota => Assert.True(quota.IsAll));
        Assert.Equal(20.0 / 120, quotas[4].Reads, 3);
    }

    [Fact]
    public void Five_minutes_later_there_may_be_another_burst()
    {
        Next(400, reads: 400, changes: 0);
        for (int second = 0; second < 300; second++)
        {
            Next(0, reads: 0, changes: 0);
        }

        Assert.True(Next(400, reads: 400, changes: 0).IsAll);
        Assert.False(Next(400, reads: 400, changes: 0).IsAll);
    }

    [Theory]
    [InlineData(1000, 0, 0.02, 1)]
    [InlineData(990, 10, 10.0 / 990, 1)]
    [InlineData(980, 20, 0, 1)]
    [InlineData(960, 40, 0, 0.5)]
    [InlineData(0, 1000, 0, 0.02)]
    public void What_only_reads_is_left_out_before_what_may_change_something(int reads, int changes, double readsRecorded, double changesRecorded)
    {
        CpuQuota quota = Next(1000, reads, changes);

        Assert.Equal(readsRecorded, quota.Reads, 6);
        Assert.Equal(changesRecorded, quota.Changes, 6);
    }

    [Fact]
    public void A_limit_stays_as_long_as_no_processor_is_idle()
    {
        Next(1000, reads: 1000, changes: 0);
        for (int second = 0; second < 100; second++)
        {
            // What was granted is what is taken.
            Assert.Equal(0.02, Next(20, reads: 1000, changes: 0).Reads, 6);
        }

        Assert.Equal(0.01, Next(40, reads: 2000, changes: 0).Reads, 6);
    }

    [Fact]
    public void When_a_processor_is_idle_again_twice_as_many_are_recorded_each_time()
    {
        Next(1000, reads: 1000, changes: 0);
        double[] reads = [.. Enumerable.Range(0, 6).Select(_ => Next(20, reads: 1000, changes: 0, isFull: false).Reads)];

        Assert.Equal([0.04, 0.08, 0.16, 0.32, 0.64, 1], reads.Select(read => Math.Round(read, 6)));
    }

    [Fact]
    public void A_few_exchanges_that_cost_much_change_little()
    {
        Next(1000, reads: 1000, changes: 0);

        // Two of the hundred were recorded, and took as much as ninety do.
        Assert.InRange(Next(90, reads: 100, changes: 0).Reads, 0.17, 0.19);
    }

    [Fact]
    public void What_exchanges_cost_by_now_counts_where_there_are_few()
    {
        Next(1000, reads: 1, changes: 0);
        double[] reads = [.. Enumerable.Range(0, 60).Select(_ => Next(1, reads: 5, changes: 0).Reads)];

        Assert.InRange(reads[0], 0.001, 0.01);
        Assert.Equal(1, reads[^1]);
    }

    [Fact]
    public void Where_background_work_takes_it_all_some_exchanges_are_recorded()
    {
        CpuQuota[] quotas = [.. Enumerable.Range(0, 10).Select(_ => Next(1000, reads: 0, changes: 0)), .. Enumerable.Range(0, 10).Select(_ => Next(0, reads: 100, changes: 0))];

        Assert.All(quotas[10..], quota => Assert.InRange(quota.Reads, 0.0001, 1));
    }

    [Fact]
    public void Whether_a_processor_is_idle_is_not_asked_while_recording_is_within_its_share() =>
        Assert.True(_budget.Next(Second, TimeSpan.FromMilliseconds(20), 20, 0, () => throw new InvalidOperationException("It costs something to find out.")).IsAll);

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.5)]
    [InlineData(0.97)]
    public void A_share_is_spread_evenly_and_in_step_with_nothing(double share)
    {
        var quota = new CpuQuota(share, 0);
        bool[] taken = [.. Enumerable.Range(1, 10_000).Select(number => quota.Takes(mayChange: false, number))];

        Assert.DoesNotContain(Enumerable.Range(1, 100), number => quota.Takes(mayChange: true, number));
        foreach (int step in (int[])[1, 2, 3, 4, 7, 10])
        {
            double[] each = [.. Enumerable.Range(0, step).Select(first => taken.Where((_, index) => index % step == first).Average(isTaken => isTaken ? 1.0 : 0))];
            Assert.All(each, average => Assert.InRange(average, share - 0.02, share + 0.02));
        }
    }

    private CpuQuota Next(int milliseconds, int reads, int changes, bool isFull = true) =>
        _budget.Next(Second, TimeSpan.FromMilliseconds(milliseconds), reads, changes, () => isFull);
}
