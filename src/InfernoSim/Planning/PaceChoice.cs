using InfernoSim.Goals;

namespace InfernoSim.Planning;

/// <summary>
/// Which pace a replay has whose front end would rather not take the time of the incident, where nobody says. Time that is
/// asked for is kept, for else a figure would be held against a load that the incident did not have.
/// </summary>
internal static class PaceChoice
{
    private static readonly string[] OfGaps = [nameof(ReplayOptions.TimeScale), nameof(ReplayOptions.Density), nameof(ReplayOptions.MinGap)];

    /// <summary>The options, at the recorded pace where that is asked for.</summary>
    /// <param name="options">The options.</param>
    /// <param name="isGiven">Whether a property was given, by whoever asks or by a file.</param>
    public static ReplayOptions Decide(ReplayOptions options, Func<string, bool> isGiven)
    {
        bool isChosen = options.Pace == ReplayPace.Recorded || isGiven(nameof(ReplayOptions.Pace));
        return isChosen || !(OfGaps.Any(isGiven) || AsksForTime(options)) ? options : options with { Pace = ReplayPace.Recorded };
    }

    /// <summary>Whether an incident shows a service that calls its dependencies by the clock, as a timer does: without its time these calls would be missing.</summary>
    public static bool IsByTheClock(ReplayPlan plan) => plan.ExpectsUnattributedCalls && plan.UnattributedCalls.Length > 0;

    private static bool AsksForTime(ReplayOptions options) =>
        options.Window > TimeSpan.Zero
        || options.FailOnRegression > 0
        || options.Baseline is not null
        || options.DiagnoseLimit
        || options.Time != ReplayTime.Real
        || options.DependencyTime != DependencyTime.None
        || options.Goals.Any(goal => goal.Metric.Figure is GoalFigure.Latency or GoalFigure.ServiceTime or GoalFigure.Rate);
}
