using InfernoSim.Goals;
using InfernoSim.Measuring;

namespace InfernoSim.Load.Envelope;

/// <summary>One limit of an objective: a goal of which a load shows whether it holds.</summary>
internal sealed record ServiceLevelBound
{
    private const double Percent = 100;
    private static readonly GoalParser Parser = new("Objective", [.. GoalMetric.All.Where(metric => metric.Figure is GoalFigure.Latency or GoalFigure.Errors)]);

    private readonly Goal _goal;

    private ServiceLevelBound(Goal goal) => _goal = goal;

    /// <summary>As written.</summary>
    public string Text => _goal.Text;

    /// <summary>What is limited.</summary>
    public string Figure => _goal.Metric.Name;

    /// <summary>In milliseconds, or a share from 0 to 1.</summary>
    public double Limit => IsErrors ? _goal.Limit / Percent : _goal.Limit;

    public bool IsErrors => _goal.Metric.Figure == GoalFigure.Errors;

    public static ServiceLevelBound Parse(string text)
    {
        Goal goal = Parser.Parse(text);
        if (!goal.Comparison.IsUpper())
        {
            throw Invalid(goal, "it sets no upper limit");
        }

        return goal is { Metric.Figure: GoalFigure.Latency, Limit: 0 } ? throw Invalid(goal, "no request takes no time") : new ServiceLevelBound(goal);
    }

    /// <summary>How many requests it takes to say that it holds; 1 where no number of them bounds the figure (a maximum, a mean) or few do (errors).</summary>
    public int FewestRequests => IsErrors || double.IsNaN(_goal.Metric.Percentile) || _goal.Metric.Percentile >= Percent ? 1 : Interval.FewestForQuantile(Quantile);

    private double Quantile => Math.Round(_goal.Metric.Percentile / Percent, 3);

    /// <summary>What a load showed of it.</summary>
    public Interval Of(LoadResult result) => Of(result.Latency, result);

    /// <summary>The same from the moment requests were sent.</summary>
    public Interval OfServiceTime(LoadResult result) => Of(result.ServiceTime, result);

    public bool Holds(double value) => _goal.Comparison.Holds(value, Limit);

    public string Format(double value) => GoalLimit.Format(IsErrors ? value * Percent : value, _goal.Metric.Unit);

    private Interval Of(Func<double, Interval> quantile, LoadResult result) =>
        IsErrors ? result.ErrorShare
        : double.IsNaN(_goal.Metric.Percentile) ? new Interval(result.MeanLatency, result.MeanLatency, result.MeanLatency)
        : quantile(Quantile);

    private static ReplayConfigurationException Invalid(Goal goal, string reason) => new($"Objective '{goal.Text}': {reason}. Write for example '{goal.Metric.Example}'.");
}
