using System.Globalization;
using InfernoSim.Goals;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>The gates that have options of their own, as the goals that they stand for.</summary>
internal static class Gates
{
    public static IEnumerable<Goal> Of(ReplayOptions options)
    {
        if (options.MaxCallsPerRequest > 0)
        {
            yield return AtMost(GoalFigure.Calls, options.MaxCallsPerRequest, " per request");
        }

        if (options.MaxRetryAmplification > 0)
        {
            yield return AtMost(GoalFigure.Retries, options.MaxRetryAmplification);
        }

        if (options.MaxCallGrowth > 0)
        {
            yield return AtMost(GoalFigure.Growth, options.MaxCallGrowth);
        }

        if (options.MaxAllocatedPerRequest > 0)
        {
            yield return AtMost(GoalFigure.Allocated, options.MaxAllocatedPerRequest, " B per request");
        }

        if (options.ForbidSyncOverAsync)
        {
            yield return Goal.Parse("sync-over-async = 0");
        }
    }

    private static Goal AtMost(GoalFigure figure, double limit, string unit = "") =>
        Goal.Parse(string.Create(CultureInfo.InvariantCulture, $"{GoalMetric.Of(figure).Name} <= {(decimal)limit}{unit}"));
}
