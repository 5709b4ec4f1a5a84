using InfernoSim.Planning;
using InfernoSim.Tests.Replay;

namespace InfernoSim.Tests.Scheduling;

public class ReplayScheduleTests
{
    [Theory]
    [InlineData(1.0, 1.0, "2ms", new double[] { 0, 100, 150, 152 })]
    [InlineData(2.0, 1.0, "2ms", new double[] { 0, 200, 300, 302 })]
    [InlineData(1.0, 2.0, "2ms", new double[] { 0, 50, 75, 77 })]
    [InlineData(2.0, 2.0, "2ms", new double[] { 0, 100, 150, 152 })]
    [InlineData(0.0, 1.0, "2ms", new double[] { 0, 2, 4, 6 })]
    [InlineData(1.0, 1.0, "60ms", new double[] { 0, 100, 160, 220 })]
    [InlineData(1.0, 1.0, "0s", new double[] { 0, 100, 150, 150 })]
    [InlineData(0.0, 1.0, "0s", new double[] { 0, 0, 0, 0 })]
    public void A_gap_is_the_recorded_one_scaled_and_never_under_the_least(double timeScale, double density, string minGap, double[] dueMilliseconds)
    {
        ReplaySchedule schedule = Create(
            new ReplayOptions { TimeScale = timeScale, Density = density, MinGap = GoDuration.Parse(minGap) }, 1000, 1100, 1150, 1150);

        Assert.Equal(dueMilliseconds, Enumerable.Range(0, 4).Select(position => schedule[position].TotalMilliseconds));
        Assert.Equal(dueMilliseconds[^1], schedule.Length.TotalMilliseconds);
    }

    [Theory]
    [InlineData(1.0, "0s", true)]
    [InlineData(0.0, "1ms", true)]
    [InlineData(0.0, "0s", false)]
    public void Requests_are_due_as_soon_as_causality_allows_only_without_gaps_at_all(double timeScale, string minGap, bool isPaced)
    {
        ReplaySchedule schedule = Create(new ReplayOptions { TimeScale = timeScale, MinGap = GoDuration.Parse(minGap) }, 0, 10);

        Assert.Equal(isPaced, schedule.IsPaced);
    }

    [Fact]
    public void Gaps_are_between_the_exchanges_that_are_kept()
    {
        ReplaySchedule schedule = Create(new ReplayOptions(), 0, 500);

        Assert.Equal(TimeSpan.FromMilliseconds(500), schedule[1]);
    }

    [Fact]
    public void Sub_millisecond_gaps_are_kept_to_the_tick()
    {
        ReplaySchedule schedule = Create(new ReplayOptions { MinGap = TimeSpan.Zero }, 0, 0.0003, 0.0007);

        Assert.Equal([0L, 3, 7], Enumerable.Range(0, 3).Select(position => schedule[position].Ticks));
    }

    [Fact]
    public void A_schedule_beyond_all_bounds_stays_a_schedule()
    {
        double year = TimeSpan.FromDays(365).TotalMilliseconds;

        ReplaySchedule schedule = Create(new ReplayOptions { TimeScale = 1e6 }, 0, year, 2 * year, 200 * year);

        Assert.True(schedule[1] <= schedule[2] && schedule[2] <= schedule[3] && schedule[1] > TimeSpan.FromDays(365));
    }

    [Fact]
    public void No_exchanges_take_no_time()
    {
        Assert.Equal(TimeSpan.Zero, Create(new ReplayOptions()).Length);
    }

    private static ReplaySchedule Create(ReplayOptions options, params double[] atMilliseconds)
    {
        var incident = new IncidentBuilder();
        foreach (double at in atMilliseconds)
        {
            incident.Exchange("/", at: at);
        }

        return ReplaySchedule.Create(incident.Build().Exchanges, options);
    }
}
