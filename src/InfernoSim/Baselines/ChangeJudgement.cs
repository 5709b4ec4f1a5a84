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

    public static IReadOnlyList<ChangeFigure> Of(IReadOnlyList<BaselineSession> earlier, BaselineSession now, ReplayPlan plan)
    {
        Comparable before = Comparable.For(now, earlier);
        var figures = new List<ChangeFigure?>();
        if (!plan.Schedule.IsPaced)
        {
            // A schedule that is kept does not tell how fast the service is.
            figures.Add(Compare("rate", "req/s", isBetterWhenMore: true, run => run.Rate, before, now, plan));
        }

        figures.Add(Compare(Undisturbed, "ms", isBetterWhenMore: false, run => run.P10, before, now, plan));
        figures.Add(Compare("latency p50", "ms", isBetterWhenMore: false, run => run.P50, before, now, plan));
        figures.Add(Compare("latency p99", "ms", isBetterWhenMore: false, run => run.P99, before, now, plan));
        return [.. figures.OfType<ChangeFigure>()];
    }

    private static ChangeFigure? Compare(
        string name, string unit, bool isBetterWhenMore, Func<RunSample, double> figure, Comparable earlier, BaselineSession now, ReplayPlan plan)
    {
        double[] before = [.. earlier.Sessions.Select(session => QuietQuarter(session, figure, isBetterWhenMore)).Where(value => value > 0)];
        double current = QuietQuarter(now, figure, isBetterWhenMore);
        if (before.Length == 0 || current <= 0)
        {
            return null;
        }

        var result = new ChangeFigure
        {
            Name = name,
            Unit = unit,
            Sessions = before.Length,
            Before = Math.Exp(before.Average(Math.Log)),
            Now = current,
            Others = earlier.Others,
            UsualOthers = earlier.UsualOthers,
            Verdict = ChangeVerdict.TooFewReplays,
        };
        return before.Length < ChangeTest.FewestSessions ? result : Judge(result, before, isBetterWhenMore, earlier.IsDisturbed, plan.Options.FailOnRegression);
    }

    private static ChangeFigure Judge(ChangeFigure figure, double[] before, bool isBetterWhenMore, bool isDisturbed, double tolerated)
    {
        (double low, double change, double high) = ChangeTest.Interval(before, figure.Now);
        bool isSignificant = low > 0 || high < 0;
        bool isWorse = change > 0 != isBetterWhenMore;
        bool matters = Math.Abs(figure.Change) > ChangeTest.SmallestEffect;
        bool isJudged = !isDisturbed || figure.Name == Undisturbed;
        double allowed = isDisturbed ? tolerated + DisturbedAllowance : tolerated;
        return figure with
        {
            Low = Math.Exp(low) - 1,
            High = Math.Exp(high) - 1,
            Verdict = !isSignificant || !matters ? ChangeVerdict.NoSignificantChange
                : !isWorse ? ChangeVerdict.Better
                : isJudged ? ChangeVerdict.Worse
                : ChangeVerdict.Disturbed,
            Fails = isSignificant && isWorse && isJudged && tolerated > 0 && Math.Abs(figure.Change) > allowed,
        };
    }

    /// <summary>
    /// What a replay's better runs show: the value that a quarter of the runs reach. What else the machine does only ever
    /// makes a run slower (Chen and Revels, "Robust benchmarking in noisy environments", 2016).
    /// </summary>
    private static double QuietQuarter(BaselineSession session, Func<RunSample, double> figure, bool isBetterWhenMore)
    {
        double[] values = [.. session.WarmRuns.Select(figure).Order()];
        if (values.Length == 0)
        {
            return 0;
        }

        int rank = (values.Length - 1) / 4;
        return isBetterWhenMore ? values[^(rank + 1)] : values[rank];
    }
}
