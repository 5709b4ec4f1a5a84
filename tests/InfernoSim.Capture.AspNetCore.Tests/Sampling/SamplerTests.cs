using InfernoSim.Capture.AspNetCore.Sampling;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.AspNetCore.Tests.Sampling;

/// <summary>Which exchanges are recorded is decided by the first rule of their route, and the same each time.</summary>
public sealed class SamplerTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("/health", "/health", true)]
    [InlineData("/health", "/health/", true)]
    [InlineData("/health", "/healthy", false)]
    [InlineData("/orders/{id}", "/orders/7", true)]
    [InlineData("/orders/{id:int}", "/orders/seven", true)]
    [InlineData("/orders/{id}", "/orders", false)]
    [InlineData("/orders/{id}", "/orders/7/lines", false)]
    [InlineData("/assets/{**path}", "/assets/a/b.css", true)]
    [InlineData(null, "/anything", true)]
    public void A_rule_is_for_the_requests_of_its_route(string? route, string path, bool isLeftOut) =>
        Assert.Equal(isLeftOut, LeavesOut(NewSampler(new SamplingRules().Ratio(0, route)), path));

    [Fact]
    public void The_first_rule_that_a_request_is_of_decides()
    {
        Sampler sampler = NewSampler(new SamplingRules().Ratio(1, "/orders/{id}").Ratio(0));

        Assert.False(LeavesOut(sampler, "/orders/7"));
        Assert.True(LeavesOut(sampler, "/health"));
    }

    [Fact]
    public void Where_there_is_no_rule_all_is_recorded() => Assert.False(LeavesOut(NewSampler(new SamplingRules().Ratio(0, "/health")), "/orders", mayChange: true));

    [Fact]
    public void A_ratio_is_kept_and_the_same_seed_chooses_the_same_exchanges()
    {
        bool[] chosen = Choose(seed: 1);

        Assert.InRange(chosen.Count(isLeftOut => !isLeftOut), 900, 1100);
        Assert.Equal(chosen, Choose(seed: 1));
        Assert.NotEqual(chosen, Choose(seed: 2));
    }

    [Fact]
    public void So_many_of_each_second_are_recorded_as_the_limit_says()
    {
        Sampler sampler = NewSampler(new SamplingRules().RateLimit(perSecond: 2, "/health"));
        var recorded = new List<int>();
        for (int second = 0; second < 3; second++)
        {
            recorded.Add(Enumerable.Range(0, 5).Count(_ => !LeavesOut(sampler, "/health")));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([2, 2, 2], recorded);
        Assert.Equal(9, sampler.SampledOut);
    }

    [Fact]
    public void What_was_left_out_is_counted_by_route_and_by_what_may_have_changed_something()
    {
        Sampler sampler = NewSampler(new SamplingRules().Ratio(0, "/health").Ratio(0, "/orders").Ratio(1));
        LeavesOut(sampler, "/health");
        _time.Advance(TimeSpan.FromSeconds(2));
        DateTimeOffset later = _time.GetUtcNow();
        LeavesOut(sampler, "/orders", mayChange: true);
        LeavesOut(sampler, "/orders");
        LeavesOut(sampler, "/else", mayChange: true);

        Assert.Equal([new LeftOutExchanges(LeftOutCause.Sampling, "/health", 1, 0), new LeftOutExchanges(LeftOutCause.Sampling, "/orders", 2, 1)], sampler.Since(DateTimeOffset.MinValue));
        Assert.Equal(
            "2 exchanges of /orders were left out by sampling, each with all that belongs to it; 1 may have changed something in the service",
            Assert.Single(sampler.Since(later)).Describe());
    }

    [Theory]
    [InlineData("/orders/{id")]
    [InlineData("/orders//{id}")]
    public void What_is_no_route_is_refused_with_what_one_looks_like(string route)
    {
        ArgumentException refused = Assert.ThrowsAny<ArgumentException>(() => new SamplingRules().RateLimit(1, route));

        Assert.StartsWith($"'{route}' is no route to sample", refused.Message, StringComparison.Ordinal);
        Assert.Contains("such as /orders/{id}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void What_is_no_share_is_refused(double ratio) => Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingRules().Ratio(ratio));

    [Theory]
    [InlineData("0% /health", 0)]
    [InlineData("0.0 /health", 0)]
    [InlineData("100%", 9)]
    [InlineData("1  /health", 9)]
    [InlineData("2/s /health", 2)]
    [InlineData("3/s", 3)]
    public void A_rule_as_it_is_written_on_a_command_line_says_how_much_of_what(string text, int recorded)
    {
        var rules = new SamplingRules();
        SamplingText.Parse(text).AddTo(rules);
        Sampler sampler = NewSampler(rules);

        Assert.Equal(recorded, Enumerable.Range(0, 9).Count(_ => !LeavesOut(sampler, "/health")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/health")]
    [InlineData("101% /health")]
    [InlineData("-1% /health")]
    [InlineData("2 /health")]
    [InlineData("1.5/s /health")]
    [InlineData("1/m /health")]
    [InlineData("1% GET /health")]
    public void What_says_no_amount_on_a_command_line_is_refused_with_one_that_does(string text)
    {
        ReplayConfigurationException refused = Assert.Throws<ReplayConfigurationException>(() => SamplingText.Parse(text));

        Assert.StartsWith($"'{text}' does not say how much is recorded", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'1% /health'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_route_on_a_command_line_is_refused_with_one()
    {
        ReplayConfigurationException refused = Assert.Throws<ReplayConfigurationException>(() => SamplingText.Parse("1% /orders/{id"));

        Assert.Equal("'1% /orders/{id' does not say of what: '/orders/{id' is no route; write it as the service maps it, such as /orders/{id}.", refused.Message);
    }

    private bool[] Choose(ulong seed)
    {
        var rules = new SamplingRules { Seed = seed };
        Sampler sampler = NewSampler(rules.Ratio(0.1));
        return [.. Enumerable.Range(0, 10_000).Select(_ => LeavesOut(sampler, "/health"))];
    }

    private Sampler NewSampler(SamplingRules rules) => new(rules, limit: null, TimeSpan.FromMinutes(5), _time);

    private static bool LeavesOut(Sampler sampler, string path, bool mayChange = false) => sampler.WhyLeftOut(path, mayChange) == LeftOutCause.Sampling;
}
