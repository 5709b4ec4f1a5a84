using InfernoSim.Load;
using InfernoSim.Load.Envelope;

namespace InfernoSim.Tests.Envelope;

public class EdgeSearchTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99<250ms,errors<0.1%");

    public static TheoryData<int, double, double> Services => new()
    {
        { 8, 50, 0 }, { 8, 50, 0.3 }, { 4, 50, 0.1 }, { 1, 5, 0.2 }, { 2, 5, 0.5 }, { 64, 20, 0.3 }, { 1, 100, 0 },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_edge_of_a_queue_is_its_capacity_within_five_percent(int servers, double milliseconds, double noise)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var service = new SyntheticService(servers, milliseconds, noise, seed);

            Edge edge = await SearchRateAsync(service);

            Assert.True(edge.IsPrecise, $"seed {seed}: {edge.Held?.Load} to {edge.Missed?.Load}");
            Assert.InRange(edge.Held!.Load, 0.95 * service.Capacity, 1.05 * service.Capacity);
        }
    }

    [Fact]
    public async Task A_search_takes_less_than_half_a_minute_and_few_steps()
    {
        var service = new SyntheticService(8, 50, 0.2);

        Edge edge = await SearchRateAsync(service);

        Assert.InRange(edge.Steps.Count, 5, 12);
        Assert.True(service.Time.GetUtcNow() - service.Time.Start < TimeSpan.FromSeconds(30), $"{service.Time.GetUtcNow() - service.Time.Start}");
    }

    [Fact]
    public async Task The_edge_of_a_rate_limiter_is_its_limit()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var service = new SyntheticService(64, 5, 0.2, seed) { RateLimit = 100 };

            Edge edge = await SearchRateAsync(service);

            Assert.InRange(edge.Held!.Load, 95, 105);
            Assert.Contains("errors", edge.Missed!.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_machine_that_stands_still_now_and_then_does_not_end_the_search_early()
    {
        double[] found = await Task.WhenAll(Enumerable.Range(0, 20).Select(async seed =>
            (await SearchRateAsync(new SyntheticService(8, 50, 0.2, seed) { Hiccups = 0.1 })).Held!.Load));

        Assert.InRange(found.Count(rate => rate is > 152 and < 168), 18, 20);
    }

    [Fact]
    public async Task The_greatest_fanout_that_holds_is_found_exactly_where_there_is_no_noise()
    {
        // With n workers at 160 a second each waits n / 160 s: 39 wait 243 ms, 40 wait 250 ms, which is not under it.
        var service = new SyntheticService(8, 50);
        var options = new EdgeSearchOptions { Start = 1, IsWhole = true, Precision = 0 };

        Edge edge = await new EdgeSearch(
            options,
            (load, _, _) => Task.FromResult(StepJudge.Judge(load, service.Closed((int)load, TimeSpan.FromSeconds(2)), Level)),
            new SearchBudget(TimeSpan.FromMinutes(1), service.Time)).FindAsync(CancellationToken.None);

        Assert.Equal(edge.Held!.Load + 1, edge.Missed!.Load);
        Assert.InRange(edge.Held.Load, 32, 40);
    }

    [Fact]
    public async Task A_service_that_never_holds_has_no_edge()
    {
        var service = new SyntheticService(1, 300);

        Edge edge = await SearchRateAsync(service);

        Assert.Null(edge.Held);
        Assert.NotNull(edge.Missed);
        Assert.False(edge.IsPrecise);
    }

    [Fact]
    public async Task A_service_that_always_holds_is_not_given_an_edge()
    {
        var service = new SyntheticService(64, 1);

        Edge edge = await SearchRateAsync(service, most: 300);

        Assert.Null(edge.Missed);
        Assert.Equal(160, edge.Held!.Load);
    }

    [Fact]
    public async Task A_load_that_the_machine_cannot_make_ends_the_search_and_is_no_miss()
    {
        var service = new SyntheticService(64, 1);

        Edge edge = await SearchRateAsync(service, unmadeFrom: 300);

        Assert.Equal((160, 320), (edge.Held!.Load, edge.Unmade!.Load));
        Assert.Null(edge.Missed);
        Assert.Equal(160, edge.Steps[^1].Load);
        EnvelopeEdge reported = EnvelopeReport.EdgeOf(edge, 1);
        Assert.Equal("160 req/s or more: that held, and at 320 req/s the machine was the limit, not the service: 9 of 10 files", EnvelopeText.Describe(reported, "req/s"));
    }

    [Fact]
    public async Task No_step_is_begun_when_the_time_is_used_up()
    {
        var service = new SyntheticService(8, 50);

        Edge edge = await SearchRateAsync(service, budget: TimeSpan.FromSeconds(5));

        Assert.False(edge.IsPrecise);
        Assert.InRange(edge.Steps.Count, 2, 4);
        Assert.NotNull(edge.Held);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(155)]
    [InlineData(170)]
    public async Task A_rate_that_is_asked_for_is_measured_itself(double asked)
    {
        var service = new SyntheticService(8, 50, 0.1);

        Edge edge = await SearchRateAsync(service, asked: asked);

        Assert.Contains(edge.Steps, step => step.Load == asked);
        Assert.Equal(asked < 160, edge.Held!.Load >= asked);
    }

    [Fact]
    public async Task A_service_that_collapses_under_an_overload_is_waited_for_and_its_edge_is_its_capacity()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var service = new SyntheticService(8, 50, 0.2, seed) { Collapse = (200, TimeSpan.FromSeconds(9)) };

            Edge edge = await SearchRateAsync(service);

            Assert.Null(edge.Unrecovered);
            Assert.InRange(edge.Held!.Load, 0.95 * service.Capacity, 1.05 * service.Capacity);
        }
    }

    [Fact]
    public async Task A_service_that_stays_broken_ends_the_search_with_what_broke_it()
    {
        var service = new SyntheticService(8, 50, 0.2) { Collapse = (200, TimeSpan.FromHours(1)) };

        Edge edge = await SearchRateAsync(service, budget: TimeSpan.FromMinutes(5));

        Assert.Equal(new Unrecovered(320, TimeSpan.FromSeconds(60)), edge.Unrecovered);
        Assert.Equal((160, 320), (edge.Held?.Load ?? 160, edge.Missed!.Load));
        Assert.Equal(320, edge.Steps[^1].Load);
    }

    [Fact]
    public async Task A_load_that_held_and_left_the_service_broken_did_not_hold()
    {
        // 120 of 320 are turned away, which is less than half of them.
        var service = new SyntheticService(64, 5, 0.2) { RateLimit = 200, Collapse = (200, TimeSpan.FromHours(1)) };

        Edge edge = await SearchRateAsync(service, level: "errors<50%");

        Assert.Equal((160, 320, 320), (edge.Held?.Load, edge.Missed?.Load, edge.Unrecovered?.Load));
        Assert.Equal("the service did not recover from it", edge.Missed!.Reason);
        Assert.False(Assert.Single(edge.Steps, step => step.Load == 320).Holds);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public async Task A_service_that_was_waited_for_too_briefly_is_not_said_to_be_broken(double seconds, bool isFinding)
    {
        var service = new SyntheticService(8, 50) { Collapse = (200, TimeSpan.FromHours(1)) };

        Edge edge = await SearchRateAsync(service, patience: seconds);

        Assert.Equal(isFinding, edge.Unrecovered is not null);
        Assert.False(edge.IsPrecise);
        Assert.Equal(320, edge.Steps[^1].Load);
    }

    [Fact]
    public async Task A_load_that_held_by_few_requests_is_measured_on()
    {
        // 5 a second: a step is 8 s long at most, and a p99 takes 563 requests.
        var service = new SyntheticService(1, 200, 0.05);

        Edge thin = await SearchRateAsync(service, level: "p99<2s", start: 1);
        Edge edge = await SearchRateAsync(service, level: "p99<2s", start: 1, evidence: 563);

        Assert.False(thin.Held!.IsBounded);
        Assert.True(edge.Held!.IsBounded);
        Assert.InRange(edge.Held.Result.Requests, 563, 700);
    }

    [Fact]
    public async Task A_load_that_more_requests_refute_is_above_the_edge()
    {
        // One request of 150 takes a second: a hundred requests rarely show it, and 563 do.
        var service = new SyntheticService(64, 5) { SlowEvery = 80 };

        Edge edge = await SearchRateAsync(service, most: 40, start: 10, evidence: 563);

        Assert.Null(edge.Held);
        Assert.Equal(10, edge.Missed!.Load);
    }

    private static Task<Edge> SearchRateAsync(
        SyntheticService service, double most = 100_000, TimeSpan? budget = null, double? asked = null, string? level = null, double start = 10, double? evidence = null, double patience = 60, double unmadeFrom = double.PositiveInfinity)
    {
        ServiceLevel objective = level is null ? Level : ServiceLevel.Parse(level);
        var options = new EdgeSearchOptions
        {
            Start = start,
            Most = most,
            UsesThroughput = true,
            Asked = asked,
            Recover = RecoverAsync,
            HasTimeForEvidence = _ => evidence is not null,
        };
        return new EdgeSearch(options, Measure, new SearchBudget(budget ?? TimeSpan.FromMinutes(2), service.Time)).FindAsync(CancellationToken.None);

        Task<MeasuredStep> Measure(double load, StepEffort effort, CancellationToken cancellationToken)
        {
            LoadResult result = load < unmadeFrom
                ? service.Open(load, StepLengths.OpenLoop(load, effort, evidence ?? 600))
                : new LoadResult(new LoadShape { Rate = load, Measured = TimeSpan.FromSeconds(1) }, [], [], new Dictionary<string, int>()) { Shortage = "9 of 10 files" };
            return Task.FromResult(StepJudge.Judge(load, result, objective));
        }

        Task<TimeSpan?> RecoverAsync(MeasuredStep? held, CancellationToken cancellationToken)
        {
            DateTimeOffset began = service.Time.GetUtcNow();
            while (!service.IsWhole && service.Time.GetUtcNow() - began < TimeSpan.FromSeconds(patience))
            {
                service.Time.Advance(TimeSpan.FromSeconds(1));
            }

            return Task.FromResult(service.IsWhole ? (TimeSpan?)null : service.Time.GetUtcNow() - began);
        }
    }
}
