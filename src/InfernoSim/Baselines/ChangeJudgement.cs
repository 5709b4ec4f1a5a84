using InfernoSim.Measuring;
using InfernoSim.Planning;

namespace InfernoSim.Baselines;

/// <summary>Compares a replay with earlier ones of the same incident, options and class of machines.</summary>
internal static class ChangeJudgement
{
    // What a request takes that nothing disturbs is judged on a busy machine as well.
    private const string Undisturbed = "latency p10";

    // How much more a request that nothing disturbs may take on a machine that is busier than usual: caches and the cores'
    // two halves are shared. A build compared with itself beside one to three programs that compute all the time was up to 12 %
    // slower by its 10th percentile, most often 4 to 8 %.
    private const double DisturbedAllowance = 0.05;

    // As many as the test of one of many figures is made for.
    private const int MostRoutes = 10;

    public static IReadOnlyList<ChangeFigure> Of(IReadOnlyList<BaselineSession> earlier, BaselineSession now, ReplayPlan plan)
    {
        Comparable before = Comparable.For(now, earlier);
        var figures = new List<ChangeFigure?>();
        if (!plan.Schedule.IsPaced)
        {
            // A schedule that is kept does not tell how fast the service is.
            figures.Add(Compare(Question.OfQuietRuns("rate", "req/s", true, run => run.Rate), before, now, plan));
        }

        figures.Add(Compare(Question.OfQuietRuns(Undisturbed, "ms", false, run => run.P10), before, now, plan));
        figures.Add(Compare(Question.OfQuietRuns("latency p50", "ms", false, run => run.P50), before, now, plan));
        figures.Add(Compare(Question.OfAllRuns("latency p99", "ms", run => run.P99), before, now, plan));
        figures.Add(Compare(new Question("latency of the slowest 5 %", "ms", false, session => session.SlowestMean ?? 0) { IsOfAllRuns = true }, before, now, plan));
        figures.AddRange(RoutesOf(now).Select(route => Compare(
            Question.OfAllRuns(Undisturbed, "x", run => AgainstOthers(run, route)) with { Route = route }, before, now, plan)));
        return [.. figures.OfType<ChangeFigure>()];
    }

    private static IEnumerable<string> RoutesOf(BaselineSession session) =>
        session.WarmRuns.SelectMany(run => run.Routes.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostRoutes);

    /// <summary>
    /// How many times as long as the other routes one takes, in one and the same run: what makes all of them slower, such as
    /// another program, does not show in it, and a change of one route shows that is too small to show in all requests.
    /// </summary>
    private static double AgainstOthers(RunSample run, string route)
    {
        double[] others = [.. run.Routes.Where(other => other.Key != route && other.Value > 0).Select(other => Math.Log(other.Value))];
        return others.Length == 0 ? 0 : run.Routes.GetValueOrDefault(route) / Math.Exp(others.Average());
    }

    private static ChangeFigure? Compare(Question question, Comparable earlier, BaselineSession now, ReplayPlan plan)
    {
        double[] before = [.. earlier.Sessions.Select(question.Answer).Where(value => value > 0)];
        double current = question.Answer(now);
        if (before.Length == 0 || current <= 0)
        {
            return null;
        }

        var result = new ChangeFigure
        {
            Name = question.Name,
            Route = question.Route,
            IsOfAllRuns = question.IsOfAllRuns,
            Unit = question.Unit,
            Sessions = before.Length,
            Before = Math.Exp(before.Average(Math.Log)),
            Now = current,
            Others = earlier.Others,
            UsualOthers = earlier.UsualOthers,
            Verdict = ChangeVerdict.TooFewReplays,
        };
        return before.Length < ChangeTest.FewestSessions ? result : Judge(result, before, question.IsBetterWhenMore, earlier.IsDisturbed, plan.Options.FailOnRegression);
    }

    private static ChangeFigure Judge(ChangeFigure figure, double[] before, bool isBetterWhenMore, bool isDisturbed, double tolerated)
    {
        (double low, double change, double high) = ChangeTest.Interval(before, figure.Now, isOneOfMany: figure.Route is not null);
        bool isSignificant = low > 0 || high < 0;
        bool isWorse = change > 0 != isBetterWhenMore;
        bool matters = Math.Abs(figure.Change) > ChangeTest.SmallestEffect;
        bool isJudged = !isDisturbed || figure.Name == Undisturbed;
        double allowed = isDisturbed && figure.Route is null ? tolerated + DisturbedAllowance : tolerated;
        return figure with
        {
            Low = Math.Exp(low) - 1,
            High = Math.Exp(high) - 1,
            Resolution = isBetterWhenMore ? 1 - Math.Exp(change - high) : Math.Exp(high - change) - 1,
            Verdict = !isSignificant || !matters ? ChangeVerdict.NoSignificantChange
                : !isWorse ? ChangeVerdict.Better
                : isJudged ? ChangeVerdict.Worse
                : ChangeVerdict.Disturbed,
            Fails = isSignificant && isWorse && isJudged && tolerated > 0 && Math.Abs(figure.Change) > allowed,
        };
    }

    /// <summary>A figure that is asked of each replay; 0 where it says nothing.</summary>
    private sealed record Question(string Name, string Unit, bool IsBetterWhenMore, Func<BaselineSession, double> Answer)
    {
        public string? Route { get; init; }

        public bool IsOfAllRuns { get; init; }

        /// <summary>
        /// What a replay's better runs show: the value that a quarter of the runs reach. What else the machine does only ever
        /// makes a run slower (Chen and Revels, "Robust benchmarking in noisy environments", 2016).
        /// </summary>
        public static Question OfQuietRuns(string name, string unit, bool isBetterWhenMore, Func<RunSample, double> figure) => new(name, unit, isBetterWhenMore, session =>
        {
            double[] ordered = Known(session, figure);
            int rank = (ordered.Length - 1) / 4;
            return ordered.Length == 0 ? 0 : isBetterWhenMore ? ordered[^(rank + 1)] : ordered[rank];
        });

        /// <summary>The geometric mean over all runs of a replay.</summary>
        public static Question OfAllRuns(string name, string unit, Func<RunSample, double> figure) => new(name, unit, false, session =>
            Known(session, figure) is { Length: > 0 } values ? Math.Exp(values.Average(Math.Log)) : 0)
        {
            IsOfAllRuns = true,
        };

        private static double[] Known(BaselineSession session, Func<RunSample, double> figure) => [.. session.WarmRuns.Select(figure).Where(value => value > 0).Order()];
    }
}
