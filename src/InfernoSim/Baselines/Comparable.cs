namespace InfernoSim.Baselines;

/// <summary>
/// The earlier replays that one is compared with: those beside which other programs used about as much of the machine, where
/// there are enough of them, or else all. What a replay measures depends on that more than on the service: with two cores in
/// use, another program that wants a third of them takes a third of the rate.
/// </summary>
/// <param name="Sessions">The earlier replays.</param>
/// <param name="Others">The share of the cores that other programs used beside this replay; <see langword="null"/> where it is not known.</param>
/// <param name="UsualOthers">The same beside the earlier ones, on average.</param>
internal sealed record Comparable(IReadOnlyList<BaselineSession> Sessions, double? Others, double? UsualOthers)
{
    /// <summary>
    /// Whether other programs used so much more than usual that a slower replay may be their doing: what they take of the cores
    /// the service may lack, and the smallest change of interest is as much. Not a prediction interval: to call a machine
    /// busier in error costs less than not to, since <c>latency p10</c> is judged all the same.
    /// </summary>
    public bool IsDisturbed => Others - UsualOthers > ChangeTest.SmallestEffect;

    public static Comparable For(BaselineSession now, IReadOnlyList<BaselineSession> earlier)
    {
        (BaselineSession Session, double Others)[] known = [.. earlier.Where(session => session.Others is not null).Select(session => (session, session.Others!.Value))];
        if (now.Others is not { } others || known.Length < ChangeTest.FewestSessions)
        {
            return new Comparable(earlier, null, null);
        }

        (BaselineSession Session, double Others)[] alike = [.. known.Where(session => Math.Abs(session.Others - others) <= ChangeTest.SmallestEffect)];
        return alike.Length >= ChangeTest.FewestSessions
            ? new Comparable([.. alike.Select(session => session.Session)], others, alike.Average(session => session.Others))
            : new Comparable(earlier, others, known.Average(session => session.Others));
    }
}
