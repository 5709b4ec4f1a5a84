using InfernoSim.Replay;

namespace InfernoSim.Baselines;

/// <summary>Compares a replay with earlier ones of the same incident, options and class of machines.</summary>
internal static class ChangeJudgement
{
    public static IReadOnlyList<ChangeFigure> Of(IReadOnlyList<BaselineSession> earlier, BaselineSession now, ReplayPlan plan)
    {
        var figures = new List<ChangeFigure?>();
        if (!plan.Schedule.IsPaced)
        {
            // A schedule that is kept says nothing of how fast the service is.
            figures.Add(Compare("rate", "req/s", isBetterWhenMore: true, run => run.Rate, earlier, now, plan));
        }

        figures.Add(Compare("latency p10", "ms", isBetterWhenMore: false, run => run.P10, earlier, now, plan));
        figures.Add(Compare("latency p50", "ms", isBetterWhenMore: false, run => run.P50, earlier, now, plan));
        figures.Add(Compare("latency p99", "ms", isBetterWhenMore: false, run => run.P99, earlier, now, plan));
        return [.. figures.OfType<ChangeFigure>()];
    }

    private static ChangeFigure? Compare(
        string name, string unit, bool isBetterWhenMore, Func<RunSample, double> figure, IReadOnlyList<BaselineSession> earlier, BaselineSession now, ReplayPlan plan)
    {
        double[] before = [.. earlier.Select(session => QuietQuarter(session, figure, isBetterWhenMore)).Where(value => value > 0)];
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
            Verdict = ChangeVerdict.TooFewReplays,
        };
        return before.Length < ChangeTest.FewestSessions ? result : Judge(result, before, isBetterWhenMore, plan.Options.FailOnRegression);
    }

    private static ChangeFigure Judge(ChangeFigure figure, double[] before, bool isBetterWhenMore, double tolerated)
    {
        (double low, double change, double high) = ChangeTest.Interval(before, figure.Now);
        bool isSignificant = low > 0 || high < 0;
        bool isWorse = change > 0 != isBetterWhenMore;
        bool matters = Math.Abs(figure.Change) > ChangeTest.SmallestEffect;
        return figure with
        {
            Low = Math.Exp(low) - 1,
            High = Math.Exp(high) - 1,
            Verdict = !isSignificant || !matters ? ChangeVerdict.NoSignificantChange : isWorse ? ChangeVerdict.Worse : ChangeVerdict.Better,
            Fails = isSignificant && isWorse && tolerated > 0 && Math.Abs(figure.Change) > tolerated,
        };
    }

    /// <summary>
    /// What a replay's better runs show: the value that a quarter of the runs reach. What else the machine does only ever
    /// makes a run slower (Chen and Revels, "Robust benchmarking in noisy environments", 2016). The first run, in which code
    /// is compiled and connections are made, is left out where there are others.
    /// </summary>
    private static double QuietQuarter(BaselineSession session, Func<RunSample, double> figure, bool isBetterWhenMore)
    {
        IEnumerable<RunSample> runs = session.Runs.Count >= 3 ? session.Runs.Skip(1) : session.Runs;
        double[] values = [.. runs.Select(figure).Order()];
        if (values.Length == 0)
        {
            return 0;
        }

        int rank = (values.Length - 1) / 4;
        return isBetterWhenMore ? values[^(rank + 1)] : values[rank];
    }
}
