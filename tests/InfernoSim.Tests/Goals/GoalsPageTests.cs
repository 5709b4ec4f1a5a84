using System.Text.RegularExpressions;
using InfernoSim.Goals;

namespace InfernoSim.Tests.Goals;

public partial class GoalsPageTests
{
    public static TheoryData<string> Goals => [.. GoalsOfThePage()];

    [Theory]
    [MemberData(nameof(Goals))]
    public void A_goal_of_the_page_can_be_read(string goal)
    {
        Assert.Equal(goal, Goal.Parse(goal).Text);
    }

    [Fact]
    public void Every_figure_is_on_the_page()
    {
        var shown = GoalsOfThePage().Select(goal => Goal.Parse(goal).Metric.Figure).ToHashSet();

        Assert.Equal(Enum.GetValues<GoalFigure>(), shown.Order());
    }

    private static IEnumerable<string> GoalsOfThePage() => GoalText().Matches(Repository.Read("docs/goals.md")).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex(@"`([a-z][^`\n]* (?:<|<=|>|>=|=) \d[^`\n]*)`")]
    private static partial Regex GoalText();
}
