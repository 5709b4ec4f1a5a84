using System.Globalization;

namespace InfernoSim.Goals;

/// <summary>A figure that a goal can be about.</summary>
internal sealed record GoalMetric
{
    private GoalMetric(string name, GoalFigure figure, GoalUnit unit, string example)
    {
        Name = name;
        Figure = figure;
        Unit = unit;
        Example = example;
    }

    /// <summary>Every figure, in the order they are shown to someone who mistyped one.</summary>
    public static IReadOnlyList<GoalMetric> All { get; } =
    [
        .. LatencyNames.Select(name => new GoalMetric(name, GoalFigure.Latency, GoalUnit.Time, $"{name} < 250ms")),
        .. LatencyNames.Select(name => new GoalMetric($"service-time {name}", GoalFigure.ServiceTime, GoalUnit.Time, $"service-time {name} < 200ms")),
        new("errors", GoalFigure.Errors, GoalUnit.Share, "errors < 0.1%"),
        new("rate", GoalFigure.Rate, GoalUnit.Rate, "rate >= 100 req/s"),
        new("calls", GoalFigure.Calls, GoalUnit.Count, "calls(payments.test) <= 1 per request"),
        new("retries", GoalFigure.Retries, GoalUnit.Count, "retries(payments.test) <= 3"),
        new("growth", GoalFigure.Growth, GoalUnit.Count, "growth(payments.test) <= 1"),
        new("sql", GoalFigure.Calls, GoalUnit.Count, "sql per request <= 5"),
        new("sql growth", GoalFigure.Growth, GoalUnit.Count, "sql growth <= 1"),
        new("allocated", GoalFigure.Allocated, GoalUnit.Size, "allocated < 64KB per request"),
        new("sync-over-async", GoalFigure.SyncOverAsync, GoalUnit.Count, "sync-over-async = 0"),
    ];

    public string Name { get; }

    public GoalFigure Figure { get; }

    public GoalUnit Unit { get; }

    public string Example { get; }

    /// <summary>Which point of the distribution: 0 to 100, 100 for the maximum; not a number for the mean.</summary>
    public double Percentile => Name[(Name.LastIndexOf(' ') + 1)..] switch
    {
        "max" => 100,
        "mean" => double.NaN,
        var point => double.Parse(point.AsSpan(1), CultureInfo.InvariantCulture),
    };

    /// <summary>Whether it is about calls to dependencies, and may name one.</summary>
    public bool MayNameDependency => Figure is GoalFigure.Calls or GoalFigure.Retries or GoalFigure.Growth;

    /// <summary>Whether it is about statements for databases alone.</summary>
    public bool IsSql => Name.StartsWith("sql", StringComparison.Ordinal);

    /// <summary>Whether it may be followed by "per request".</summary>
    public bool IsPerRequest => Figure is GoalFigure.Calls or GoalFigure.Allocated;

    /// <summary>Whether it does not depend on the machine.</summary>
    public bool IsExact => MayNameDependency;

    private static IReadOnlyList<string> LatencyNames => ["p50", "p90", "p95", "p99", "p99.9", "max", "mean"];

    public static GoalMetric Of(GoalFigure figure) => All.First(metric => metric.Figure == figure);
}

/// <summary>Where a figure comes from.</summary>
internal enum GoalFigure
{
    Latency,
    ServiceTime,
    Errors,
    Rate,
    Calls,
    Retries,
    Growth,
    Allocated,
    SyncOverAsync,
}

/// <summary>What a limit is measured in.</summary>
internal enum GoalUnit
{
    Time,
    Share,
    Rate,
    Size,
    Count,
}
