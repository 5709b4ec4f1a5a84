namespace InfernoSim.Goals;

/// <summary>How a figure has to compare with its limit.</summary>
internal enum GoalComparison
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
}

/// <summary>What comparisons say.</summary>
internal static class GoalComparisons
{
    /// <summary>Whether a figure holds a limit.</summary>
    public static bool Holds(this GoalComparison comparison, double figure, double limit) => comparison switch
    {
        GoalComparison.Less => figure < limit,
        GoalComparison.LessOrEqual => figure <= limit,
        GoalComparison.Greater => figure > limit,
        GoalComparison.GreaterOrEqual => figure >= limit,
        _ => figure.Equals(limit),
    };

    /// <summary>Whether the limit is an upper one, so that the largest of several figures decides.</summary>
    public static bool IsUpper(this GoalComparison comparison) => comparison is GoalComparison.Less or GoalComparison.LessOrEqual;

    /// <summary>Whether the limit is a lower one, so that the smallest decides.</summary>
    public static bool IsLower(this GoalComparison comparison) => comparison is GoalComparison.Greater or GoalComparison.GreaterOrEqual;
}
