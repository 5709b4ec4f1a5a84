using InfernoSim.Load.Envelope;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Tests.Envelope;

public sealed class SearchBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0, 5)]
    [InlineData(53, 5)]
    [InlineData(55, 3)]
    [InlineData(57.5, 0.75)]
    [InlineData(70, 0.75)]
    public void Requests_are_waited_for_no_longer_than_is_left_and_as_long_as_the_objective_allows(double elapsed, double expected)
    {
        var budget = new SearchBudget(TimeSpan.FromSeconds(60), _time);
        _time.Advance(TimeSpan.FromSeconds(elapsed));

        Assert.Equal(TimeSpan.FromSeconds(expected), budget.Drain(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.75), TimeSpan.FromSeconds(5)));
    }
}
