using InfernoSim.Matching;

namespace InfernoSim.Goals;

/// <summary>Reads the text of a goal; see <see cref="Goal.Parse"/>.</summary>
/// <param name="noun">What the text is called in a message.</param>
/// <param name="known">The figures it may be about.</param>
internal sealed class GoalParser(string noun, IReadOnlyList<GoalMetric> known)
{
    private const string PerRequest = " per request";
    private const string Usual = "p99 < 250ms";

    private static readonly (string Sign, GoalComparison Comparison)[] Signs =
    [
        ("<=", GoalComparison.LessOrEqual), (">=", GoalComparison.GreaterOrEqual), ("<", GoalComparison.Less), (">", GoalComparison.Greater), ("=", GoalComparison.Equal),
    ];

    /// <summary>Reads a goal about any figure.</summary>
    public static GoalParser Goals { get; } = new("Goal", GoalMetric.All);

    public Goal Parse(string text)
    {
        string goal = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        int at = goal.AsSpan().IndexOfAny("<>=");
        if (at < 0)
        {
            throw Invalid(goal, $"it compares nothing. Write a figure, one of < <= > >= =, and a limit, for example '{Usual}'.");
        }

        (string sign, GoalComparison comparison) = Signs.First(candidate => goal.AsSpan(at).StartsWith(candidate.Sign, StringComparison.Ordinal));
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

    private (GoalMetric Metric, DependencyName? Dependency) ReadFigure(string goal, string figure)
    {
        int open = figure.IndexOf('(', StringComparison.Ordinal);
        string name = (open < 0 ? figure : figure[..open]).TrimEnd();
        if (known.FirstOrDefault(candidate => candidate.Name == name) is not { } metric)
        {
            string nearest = NearestName.Of(name, known.Select(candidate => candidate.Name));
            throw Invalid(goal, $"'{name}' is not a figure. Known figures: {KnownFigures()}. Did you mean '{nearest}', as in '{known.First(candidate => candidate.Name == nearest).Example}'?");
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

    private string KnownFigures()
    {
        string names = string.Join(", ", known.Where(metric => metric.Figure != GoalFigure.ServiceTime).Select(metric => metric.Name));
        return known.Any(metric => metric.Figure == GoalFigure.ServiceTime) ? $"{names}, and 'service-time p99' and its like" : names;
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

    private ReplayConfigurationException Invalid(string goal, string reason) => new($"{noun} '{goal}': {reason}");
}
