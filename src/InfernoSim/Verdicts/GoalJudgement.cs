using InfernoSim.Goals;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>Holds goals against what was observed. A figure that was not measured is never a goal held.</summary>
internal static class GoalJudgement
{
    /// <summary>How much allocations may exceed their limit, as a share: caches that grow and pools that are trimmed differ this much from replay to replay.</summary>
    public const double AllocationTolerance = 0.05;

    public static IReadOnlyList<GoalResult> Judge(ReplayObservations observed, RateSummary rate) =>
        [.. All(observed.Plan.Options).Select(goal => Judge(goal, observed, rate))];

    /// <summary>Whether a figure has to be measured.</summary>
    public static bool AsksFor(ReplayOptions options, GoalFigure figure) => All(options).Any(goal => goal.Metric.Figure == figure);

    private static IEnumerable<Goal> All(ReplayOptions options) => options.Goals.Concat(Gates.Of(options));

    private static GoalResult Judge(Goal goal, ReplayObservations observed, RateSummary rate) => Measure(goal, observed, rate) with { IsAboutCalls = goal.Metric.MayNameDependency };

    private static GoalResult Measure(Goal goal, ReplayObservations observed, RateSummary rate) => goal.Metric.Figure switch
    {
        GoalFigure.Latency => Latency(goal, observed, observed.Latency, observed.WarmLatency),
        GoalFigure.ServiceTime => Latency(goal, observed, observed.ServiceTime, observed.WarmServiceTime),
        GoalFigure.Errors => observed.Completed == 0 ? NothingAnswered(goal) : Compare(goal, 100.0 * observed.Errors / observed.Completed, $"{observed.Errors} of {observed.Completed} requests"),
        GoalFigure.Rate => observed.Responses == 0 ? NothingAnswered(goal) : Rate(goal, observed, rate),
        GoalFigure.Allocated => Allocated(goal, observed.InProcess),
        GoalFigure.SyncOverAsync => SyncOverAsync(goal, observed.InProcess),
        _ => Calls(goal, observed),
    };

    private static GoalResult Latency(Goal goal, ReplayObservations observed, LatencySummary all, LatencySummary warm) =>
        HasWarmUp(observed) && warm.Count > 0 ? Compare(goal, Percentile(goal, warm), WithoutWarmUp(observed))
        : all.Count > 0 ? Compare(goal, Percentile(goal, all))
        : NothingAnswered(goal);

    private static double Percentile(Goal goal, LatencySummary latency) => goal.Metric.Percentile switch
    {
        50 => latency.P50,
        90 => latency.P90,
        95 => latency.P95,
        99 => latency.P99,
        99.9 => latency.P999,
        100 => latency.Max,
        _ => latency.Mean,
    };

    private static bool HasWarmUp(ReplayObservations observed) => observed.Parts.Runs.Count >= RunSample.FewestForWarmUp;

    private static string WithoutWarmUp(ReplayObservations observed) => $"without the first of {observed.Parts.Runs.Count} runs, the warm-up";

    private static GoalResult Rate(Goal goal, ReplayObservations observed, RateSummary rate)
    {
        GoalResult result = HasWarmUp(observed) && WarmRate(observed) is { } warm ? Compare(goal, warm, WithoutWarmUp(observed)) : Compare(goal, rate.Achieved);
        return result.State == GoalState.Missed && goal.Comparison.IsLower() && rate.Target < goal.Limit
            ? Unknown(goal, observed.Plan.Words.Say($"the schedule asks for {GoalLimit.Format(rate.Target.Value, goal.Metric.Unit)}, so that no service can meet it: lower the goal, or ask for more by a larger {{Density}} or {{Fanout}}, or a smaller {{MinGap}}"))
            : result;
    }

    private static double? WarmRate(ReplayObservations observed)
    {
        ObservedRun[] warm = [.. observed.Parts.Runs.Skip(1)];
        double elapsed = warm.Sum(run => run.Elapsed.TotalSeconds);
        return elapsed > 0 ? warm.Sum(run => (run.Sample?.Rate ?? 0) * run.Elapsed.TotalSeconds) / elapsed : null;
    }

    private static GoalResult Allocated(Goal goal, InProcessFigures? inProcess)
    {
        if (inProcess?.AllocatedPerRequest is not { } bytes)
        {
            return Unknown(goal, inProcess?.WhyNotAllocated ?? "only of a service that runs in the test process can it be measured");
        }

        bool isWithin = goal.Comparison.IsUpper() && !goal.Comparison.Holds(bytes, goal.Limit) && bytes <= goal.Limit * (1 + AllocationTolerance);
        return isWithin
            ? Compare(goal, bytes, "within the tolerance of 5 %") with { State = GoalState.Held }
            : Compare(goal, bytes);
    }

    private static GoalResult SyncOverAsync(Goal goal, InProcessFigures? inProcess) => inProcess?.SyncOverAsync is { } waits
        ? Compare(goal, waits, inProcess.WaitedAt)
        : Unknown(goal, "only of a service that runs in the test process can it be seen");

    private static GoalResult Calls(Goal goal, ReplayObservations observed)
    {
        CallFigures figures = observed.Calls;
        if (figures.Incomplete is { } why || figures.Requests == 0)
        {
            return Unknown(goal, figures.Incomplete ?? "no request was replayed to its end");
        }

        if (goal.Metric.IsSql)
        {
            return Statements(goal, figures, observed);
        }

        if (goal.Dependency is null)
        {
            return Calls(goal, [figures.All], observed);
        }

        DependencyCalls[] named = [.. figures.Dependencies.Where(calls => goal.Dependency.Matches(calls.Authority))];
        if (named.Length > 0)
        {
            return Calls(goal, named, observed);
        }

        return goal.Comparison.Holds(0, goal.Limit) && !goal.Comparison.Holds(1, goal.Limit)
            ? Compare(goal, 0) with { IsExact = true }
            : Unknown(goal, NotCalled(goal, figures));
    }

    // Of several databases each is held to the limit.
    private static GoalResult Statements(Goal goal, CallFigures figures, ReplayObservations observed)
    {
        IReadOnlySet<Authority> databases = observed.Plan.Databases;
        DependencyCalls[] named = [.. figures.Dependencies.Where(calls => databases.Contains(calls.Authority) && goal.Dependency?.Matches(calls.Authority) != false)];
        return named.Length > 0 ? Calls(goal, named, observed) : Unknown(goal, "the incident holds no statements for a database of that name, or for any");
    }

    private static GoalResult Calls(Goal goal, DependencyCalls[] named, ReplayObservations observed)
    {
        CallPeak? peak = Decisive(goal, [.. named.SelectMany(calls => PeaksOf(goal, calls))]);
        if (peak is null)
        {
            return Unknown(goal, "the incident holds no call that it could be counted by");
        }

        GoalResult result = Compare(goal, peak.Value, peak.Call is null ? peak.Request : $"{peak.Request}: {peak.Call}") with
        {
            // How often a client tries again when a fault has cut its connection is up to its transport.
            IsExact = observed.Plan.Options.Faults.Count == 0,
        };
        long unplaced = named.Sum(calls => calls.Unplaced);
        return unplaced > 0 && result.State == GoalState.Held
            ? Unknown(goal, $"{unplaced} calls could not be told to belong to a request, since they or the recorded ones carry no trace id")
            : result;
    }

    private static IEnumerable<CallPeak?> PeaksOf(Goal goal, DependencyCalls calls) => goal.Metric.Figure switch
    {
        GoalFigure.Calls => [calls.Most, calls.Least],
        GoalFigure.Retries => [calls.Retries],
        _ => [calls.Growth],
    };

    // What holds for the most extreme request holds for every one.
    private static CallPeak? Decisive(Goal goal, CallPeak?[] peaks)
    {
        CallPeak[] known = [.. peaks.OfType<CallPeak>()];
        if (goal.Comparison.IsUpper())
        {
            return known.MaxBy(peak => peak.Value);
        }

        return goal.Comparison.IsLower()
            ? known.MinBy(peak => peak.Value)
            : known.MaxBy(peak => Math.Abs(peak.Value - goal.Limit));
    }

    private static string NotCalled(Goal goal, CallFigures figures)
    {
        string name = goal.Dependency!.ToString();
        return figures.Dependencies.Count == 0
            ? $"no call to {name} is in the incident, and none was made"
            : $"no call to {name} is in the incident, and none was made; did you mean {NearestName.Of(name, figures.Dependencies.Select(calls => calls.Dependency))}?";
    }

    private static GoalResult Compare(Goal goal, double figure, string? detail = null) => new()
    {
        Goal = goal.Text,
        State = goal.Comparison.Holds(figure, goal.Limit) ? GoalState.Held : GoalState.Missed,
        Figure = GoalLimit.Format(figure, goal.Metric.Unit),
        Detail = detail,
    };

    private static GoalResult NothingAnswered(Goal goal) => Unknown(goal, "no request was answered");

    private static GoalResult Unknown(Goal goal, string why) =>
        new() { Goal = goal.Text, State = GoalState.Unknown, Detail = why };
}
