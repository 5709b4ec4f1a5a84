using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Replay;

namespace InfernoSim.Goals;

/// <summary>Reads the text of a goal; see <see cref="Goal.Parse"/>.</summary>
internal static class GoalParser
{
    private const string PerRequest = " per request";
    private const string Usual = "p99 < 250ms";

    private static readonly (string Sign, GoalComparison Comparison)[] Signs =
    [
        ("<=", GoalComparison.LessOrEqual), (">=", GoalComparison.GreaterOrEqual), ("<", GoalComparison.Less), (">", GoalComparison.Greater), ("=", GoalComparison.Equal),
    ];

    public static Goal Parse(string text)
    {
        string goal = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        int at = goal.AsSpan().IndexOfAny("<>=");
        if (at < 0)
        {
            throw Invalid(goal, $"it compares nothing. Write a figure, one of < <= > >= =, and a limit, for example '{Usual}'.");
        }

        (string sign, GoalComparison comparison) = Signs.First(known => goal.AsSpan(at).StartsWith(known.Sign, StringComparison.Ordinal));
        string left = goal[..at].TrimEnd();
        string right = goal[(at + sign.Length)..].TrimStart();
        bool isPerRequest = TakeSuffix(ref left) | TakeSuffix(ref right);
        (GoalMetric metric, DependencyName? dependency) = ReadFigure(goal, left);
        if (isPerRequest && !metric.IsPerRequest)
        {
            throw Invalid(goal, $"'{metric.Name}' is not counted per request. Write for example '{metric.Example}'.");
        }

        return GoalLimit.TryParse(right, metric.Unit, out double limit)
            ? new Goal(goal, metric, dependency, comparison, limit)
            : throw Invalid(goal, $"'{right}' is not {GoalLimit.Describe(metric.Unit)}. Write for example '{metric.Example}'.");
    }

    private static (GoalMetric Metric, DependencyName? Dependency) ReadFigure(string goal, string figure)
    {
        int open = figure.IndexOf('(', StringComparison.Ordinal);
        string name = (open < 0 ? figure : figure[..open]).TrimEnd();
        if (GoalMetric.All.FirstOrDefault(known => known.Name == name) is not { } metric)
        {
            string nearest = NearestName.Of(name, GoalMetric.All.Select(known => known.Name));
            string names = string.Join(", ", GoalMetric.All.Where(known => known.Figure != GoalFigure.ServiceTime).Select(known => known.Name));
            throw Invalid(
                goal,
                $"'{name}' is not a figure. Known figures: {names}, and 'service-time p99' and its like. Did you mean '{nearest}', as in '{GoalMetric.All.First(known => known.Name == nearest).Example}'?");
        }

        if (open < 0)
        {
            return (metric, null);
        }

        if (!metric.MayNameDependency)
        {
            throw Invalid(goal, $"'{metric.Name}' is not about a dependency. Write for example '{metric.Example}'.");
        }

        string inside = figure.EndsWith(')') ? figure[(open + 1)..^1].Trim() : "";
        return DependencyName.TryParse(inside, out DependencyName? dependency)
            ? (metric, dependency.IsEvery ? null : dependency)
            : throw Invalid(goal, $"'{figure[open..]}' does not name a dependency. Write (HOST), (HOST:PORT) or (*), for example '{metric.Example}'.");
    }

    private static bool TakeSuffix(ref string text)
    {
        if (!text.EndsWith(PerRequest, StringComparison.Ordinal))
        {
            return false;
        }

        text = text[..^PerRequest.Length];
        return true;
    }

    private static ReplayConfigurationException Invalid(string goal, string reason) => new($"Goal '{goal}': {reason}");
}
