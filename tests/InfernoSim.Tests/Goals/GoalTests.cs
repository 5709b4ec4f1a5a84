using InfernoSim.Goals;

namespace InfernoSim.Tests.Goals;

public class GoalTests
{
    [Theory]
    [InlineData("p50 < 250ms", "p50", "Less", 250)]
    [InlineData("p90<=1.5s", "p90", "LessOrEqual", 1500)]
    [InlineData("p95 > 1us", "p95", "Greater", 0.001)]
    [InlineData("  p99   >=  250 ms ", "p99", "GreaterOrEqual", 250)]
    [InlineData("p99.9 = 0s", "p99.9", "Equal", 0)]
    [InlineData("max < 1m", "max", "Less", 60000)]
    [InlineData("mean < 10ms", "mean", "Less", 10)]
    [InlineData("service-time p99 < 10ms", "service-time p99", "Less", 10)]
    [InlineData("errors < 0.1%", "errors", "Less", 0.1)]
    [InlineData("errors = 0", "errors", "Equal", 0)]
    [InlineData("rate >= 120 req/s", "rate", "GreaterOrEqual", 120)]
    [InlineData("calls <= 3 per request", "calls", "LessOrEqual", 3)]
    [InlineData("calls per request <= 3", "calls", "LessOrEqual", 3)]
    [InlineData("calls(*) <= 3", "calls", "LessOrEqual", 3)]
    [InlineData("retries <= 1.5", "retries", "LessOrEqual", 1.5)]
    [InlineData("growth <= 1", "growth", "LessOrEqual", 1)]
    [InlineData("allocated per request < 64KB", "allocated", "Less", 64000)]
    [InlineData("allocated < 64 KiB per request", "allocated", "Less", 65536)]
    [InlineData("allocated < 1.5MB", "allocated", "Less", 1500000)]
    [InlineData("sync-over-async = 0", "sync-over-async", "Equal", 0)]
    public void A_goal_is_a_figure_a_comparison_and_a_limit_with_its_unit(string text, string figure, string comparison, double limit)
    {
        var goal = Goal.Parse(text);

        Assert.Equal((figure, comparison, limit), (goal.Metric.Name, goal.Comparison.ToString(), goal.Limit));
        Assert.Null(goal.Dependency);
    }

    [Theory]
    [InlineData("calls(payments.test) <= 1 per request", "payments.test")]
    [InlineData("retries( Payments.Test:8080 ) <= 3", "payments.test:8080")]
    [InlineData("growth([::1]:80) <= 1", "[::1]:80")]
    public void A_goal_about_calls_may_name_a_dependency(string text, string dependency)
    {
        Assert.Equal(dependency, Goal.Parse(text).Dependency!.ToString());
    }

    [Theory]
    [InlineData("p98 < 1ms", "'p98' is not a figure", "Did you mean 'p90', as in 'p90 < 250ms'?")]
    [InlineData("error < 1%", "'error' is not a figure", "Did you mean 'errors', as in 'errors < 0.1%'?")]
    [InlineData("cals(a.test) < 1", "'cals' is not a figure", "Did you mean 'calls', as in 'calls(payments.test) <= 1 per request'?")]
    [InlineData("service time p99 < 1ms", "'service time p99' is not a figure", "Did you mean 'service-time p99'")]
    [InlineData("", "it compares nothing", "for example 'p99 < 250ms'")]
    [InlineData("p99 250ms", "it compares nothing", "for example 'p99 < 250ms'")]
    [InlineData("p99 < 250", "'250' is not a duration with its unit", "for example 'p99 < 250ms'")]
    [InlineData("p99 < -1ms", "'-1ms' is not a duration with its unit", "for example 'p99 < 250ms'")]
    [InlineData("p99 < 250ms per request", "'p99' is not counted per request", "for example 'p99 < 250ms'")]
    [InlineData("p99(a.test) < 250ms", "'p99' is not about a dependency", "for example 'p99 < 250ms'")]
    [InlineData("p99 == 250ms", "'= 250ms' is not a duration", "for example 'p99 < 250ms'")]
    [InlineData("errors < 0.1", "'0.1' is not a share from 0% to 100%", "for example 'errors < 0.1%'")]
    [InlineData("errors < 101%", "'101%' is not a share from 0% to 100%", "for example 'errors < 0.1%'")]
    [InlineData("rate > 10", "'10' is not a number of requests a second (req/s)", "for example 'rate >= 100 req/s'")]
    [InlineData("calls(http://a.test/) < 1", "'(http://a.test/)' does not name a dependency", "for example 'calls(payments.test) <= 1 per request'")]
    [InlineData("calls(a.test < 1", "'(a.test' does not name a dependency", "for example 'calls(payments.test) <= 1 per request'")]
    [InlineData("calls() < 1", "'()' does not name a dependency", "for example 'calls(payments.test) <= 1 per request'")]
    [InlineData("calls < 1ms", "'1ms' is not a number of 0 or more without a unit", "for example 'calls(payments.test) <= 1 per request'")]
    [InlineData("allocated < 5m", "'5m' is not a size with its unit", "for example 'allocated < 64KB per request'")]
    [InlineData("calls < 1e3", "'1e3' is not a number", "for example")]
    public void A_typo_is_one_clear_error_with_the_value_and_an_example(string text, string problem, string remedy)
    {
        string message = Assert.Throws<ReplayConfigurationException>(() => Goal.Parse(text)).Message;

        Assert.StartsWith($"Goal '{text}': ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Every_example_is_a_goal()
    {
        Assert.All(GoalMetric.All, metric => Assert.Equal(metric.Name, Goal.Parse(metric.Example).Metric.Name));
    }
}
