using InfernoSim.Load.Envelope;

namespace InfernoSim.Tests.Envelope;

public class ServiceLevelTests
{
    [Fact]
    public void Limits_are_read_with_their_units()
    {
        ServiceLevel level = ServiceLevel.Parse("p99 < 250ms, errors<=0.1%");

        Assert.Equal([("p99", 250, false), ("errors", 0.001, true)], level.Bounds.Select(b => (b.Figure, b.Limit, b.Holds(b.Limit))));
        Assert.Equal(250, level.LatencyLimit);
    }

    [Theory]
    [InlineData("p98<250ms", "Objective 'p98<250ms': 'p98' is not a figure. Known figures: p50, p90, p95, p99, p99.9, max, mean, errors. Did you mean 'p9")]
    [InlineData("calls<3", "'calls' is not a figure")]
    [InlineData("p99<250", "'250' is not a duration with its unit")]
    [InlineData("p99<0s", "no request takes no time")]
    [InlineData("errors<2", "'2' is not a share from 0% to 100%. Write for example 'errors < 0.1%'.")]
    [InlineData("errors<101%", "'101%' is not a share")]
    [InlineData("p99=250ms", "it sets no upper limit")]
    [InlineData("p99<250ms,", "Objective ''")]
    public void A_mistake_is_named_with_the_remedy(string text, string message)
    {
        var problem = Assert.Throws<ReplayConfigurationException>(() => ServiceLevel.Parse(text));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }
}
