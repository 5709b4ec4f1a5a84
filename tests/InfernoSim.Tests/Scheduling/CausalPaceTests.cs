using InfernoSim.Goals;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;

namespace InfernoSim.Tests.Scheduling;

public sealed class CausalPaceTests
{
    private static readonly ReplayOptions Causal = new() { Pace = ReplayPace.Causal };

    [Fact]
    public void Pauses_are_left_out_and_requests_that_overlapped_keep_their_gaps_up_to_a_limit()
    {
        // Two apart, two 5 ms apart and overlapping, one that overlaps for long.
        Incident incident = new IncidentBuilder()
            .Exchange("/1", at: 0, took: 10)
            .Exchange("/2", at: 1000, took: 500)
            .Exchange("/3", at: 1005, took: 10)
            .Exchange("/4", at: 1400, took: 10)
            .Exchange("/5", at: 9000, took: 10)
            .Build();

        ReplaySchedule schedule = ReplayPlan.Create(incident, Causal).Schedule;

        Assert.False(schedule.IsPaced);
        Assert.Equal([0.0, 0, 5, 25, 0], Enumerable.Range(0, 5).Select(position => schedule.GapBefore(position).TotalMilliseconds));
        Assert.Equal(30, schedule.Length.TotalMilliseconds);
    }

    [Fact]
    public void While_a_response_that_never_came_is_open_nothing_was_idle()
    {
        Incident incident = new IncidentBuilder().Exchange("/1", at: 0, response: _ => null).Exchange("/2", at: 1000).Build();

        Assert.Equal(TimeSpan.FromMilliseconds(25), ReplayPlan.Create(incident, Causal).Schedule.GapBefore(1));
    }

    [Fact]
    public void An_incident_of_an_hour_fits_any_budget()
    {
        Incident incident = new IncidentBuilder().Exchange("/1").Exchange("/2", at: 3_600_000).Build();

        Assert.Equal(2, ReplayPlan.Create(incident, Causal).Exchanges.Length);
        Assert.Throws<ReplayConfigurationException>(() => ReplayPlan.Create(incident, new ReplayOptions()));
    }

    public static TheoryData<string, ReplayOptions> AboutTime => new()
    {
        { "", Causal with { Window = TimeSpan.FromSeconds(1) } },
        { "", Causal with { FailOnRegression = 0.1 } },
        { "", Causal with { Baseline = "checkout.json" } },
        { "", Causal with { DiagnoseLimit = true } },
        { "", Causal with { Time = ReplayTime.Virtual } },
        { "", Causal with { DependencyTime = DependencyTime.Recorded } },
        { "", Causal with { Goals = [Goal.Parse("p99 < 250ms")] } },
        { nameof(ReplayOptions.TimeScale), Causal },
        { nameof(ReplayOptions.Density), Causal },
        { nameof(ReplayOptions.MinGap), Causal },
    };

    [Theory]
    [MemberData(nameof(AboutTime))]
    public void Who_asks_for_time_gets_that_of_the_incident(string given, ReplayOptions options)
    {
        Assert.Equal(ReplayPace.Recorded, PaceChoice.Decide(options, property => property == given).Pace);
        Assert.Equal(ReplayPace.Causal, PaceChoice.Decide(options, property => property == given || property == nameof(ReplayOptions.Pace)).Pace);
    }

    [Fact]
    public void Who_asks_for_nothing_of_the_kind_does_not_wait()
    {
        ReplayOptions options = Causal with { Runs = 3, Goals = [Goal.Parse("calls(payments.test) <= 1 per request")], MaxCallGrowth = 1 };

        Assert.Equal(ReplayPace.Causal, PaceChoice.Decide(options, property => property == nameof(ReplayOptions.Runs)).Pace);
    }

    [Fact]
    public void A_service_that_calls_by_the_clock_is_seen_in_calls_of_no_request()
    {
        IncidentBuilder incident = new IncidentBuilder().Exchange("/1").Exchange("/2", at: 5000);
        ReplayPlan without = ReplayPlan.Create(incident.Build(), Causal);

        ReplayPlan with = ReplayPlan.Create(incident.Unattributed(IncidentBuilder.Call("http://poll.test/", at: 2500)).Build(), Causal);

        Assert.False(PaceChoice.IsByTheClock(without));
        Assert.True(PaceChoice.IsByTheClock(with));
    }
}
