using InfernoSim.Matching;

namespace InfernoSim.Goals;

/// <summary>
/// Something a replay has to hold, for example <c>p99 &lt; 250ms</c> or <c>calls(payments.test) &lt;= 1 per request</c>. It is
/// checked once, at the end. <c>docs/goals.md</c> describes each figure.
/// </summary>
public sealed class Goal
{
    internal Goal(string text, GoalMetric metric, DependencyName? dependency, GoalComparison comparison, double limit)
    {
        Text = text;
        Metric = metric;
        Dependency = dependency;
        Comparison = comparison;
        Limit = limit;
    }

    /// <summary>The goal as written, its white space in one form.</summary>
    public string Text { get; }

    internal GoalMetric Metric { get; }

    /// <summary>Which dependency it is about; <see langword="null"/> for all together.</summary>
    internal DependencyName? Dependency { get; }

    internal GoalComparison Comparison { get; }

    /// <summary>In milliseconds, percent, requests a second, bytes, or as a plain number, as its figure has it.</summary>
    internal double Limit { get; }

    /// <summary>Parses a goal.</summary>
    /// <param name="text">A figure, one of <c>&lt; &lt;= &gt; &gt;= =</c>, and a limit with its unit.</param>
    /// <returns>The goal.</returns>
    /// <exception cref="ReplayConfigurationException">It is not one; the message says what is wrong, the nearest name, and an example.</exception>
    public static Goal Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return GoalParser.Goals.Parse(text);
    }

    /// <summary>The goal as written.</summary>
    /// <returns><see cref="Text"/>.</returns>
    public override string ToString() => Text;
}
