using InfernoSim.Measuring;
using static System.FormattableString;

namespace InfernoSim.Limits;

/// <summary>
/// Names what limited a service from what was measured. A pure function. It names nothing that the figures do not carry:
/// where two explanations are left, the answer is <see cref="LimitingFactor.Unknown"/>.
/// </summary>
internal static class LimitClassifier
{
    /// <summary>A throughput that is judged by fewer requests than this is not judged.</summary>
    public const int LeastRequests = 20;

    // Open loop: the backlog must not grow, nor the sending fall behind. Noise moves either by a few percent.
    private const double KeptGrowth = 0.05;
    private const double KeptDelay = 0.05;

    // A backlog that is worked off now and then, between long pauses, does not grow from one quarter to the next.
    private const double KeptRate = 0.9;

    // A queue that a part of the requests waits in grows by less than all that are sent, but from each quarter to the next, and what
    // comes out of it has waited longer and longer. Requests that only take long come out late, or not before the end.
    private const double SteadyGrowth = 0.02;
    private const double LongerChange = 1.25;
    private const double LongShare = 0.1;

    /// <summary>Classifies.</summary>
    /// <param name="evidence">What was measured.</param>
    /// <param name="trial">What came of relaxing the suspect, where that was tried.</param>
    public static LimitFinding Classify(LimitEvidence evidence, LimitTrial? trial = null)
    {
        LimitFinding finding = Find(evidence);
        return trial is null || finding.Confidence == LimitConfidence.None ? finding : Weigh(finding, trial);
    }

    /// <summary>Whether what was asked for was done: requests went out on time, about as many were answered, and the number in flight did not grow.</summary>
    public static bool IsScheduleKept(LoadEvidence load) =>
        load is { AskedRate: not null, BacklogGrowth: { } growth } && growth <= KeptGrowth && !IsQueueing(load) && load.SendDelayShare <= KeptDelay && load.AchievedRate >= KeptRate * load.AskedRate;

    /// <summary>Whether more and more requests wait, each longer than those before, though it may be a part of them only.</summary>
    public static bool IsQueueing(LoadEvidence load) =>
        load is { LeastGrowth: >= SteadyGrowth, LongestChange: >= LongerChange, LongestShare: >= LongShare };

    private static LimitFinding Find(LimitEvidence evidence)
    {
        LoadEvidence load = evidence.Load;
        if (Refusals.OfConnections(evidence) is { } connections)
        {
            return connections;
        }

        if (load.Completed < LeastRequests)
        {
            // Where every thread is blocked there may be no answer at all, as long as one watches.
            return (load.InFlight >= LeastRequests ? ThreadRules.Find(evidence) ?? PoolRules.Find(evidence) : null) ?? Findings.Unknown(
                load.Completed == 0 ? "no request was answered" : Invariant($"only {load.Completed} requests were measured"),
                "replay more of the incident, or with more runs, so that there is something to measure");
        }

        if (IsScheduleKept(load))
        {
            return DependencyErrorRules.Find(evidence)
                ?? Refusals.Find(evidence)
                ?? Refusals.WithoutResponse(evidence)
                ?? Findings.None(evidence);
        }

        return ThreadRules.Find(evidence)
            ?? PoolRules.Find(evidence)
            ?? ConnectionRules.Find(evidence)
            ?? ProcessorRules.Find(evidence)
            ?? DependencyRules.Find(evidence)
            ?? DependencyErrorRules.Find(evidence)
            ?? Refusals.WithoutResponse(evidence)
            ?? ConcurrencyRules.Find(evidence)
            ?? Findings.Unknown(Findings.Overview(evidence), Findings.HowToLearnMore(evidence));
    }

    private static LimitFinding Weigh(LimitFinding finding, LimitTrial trial)
    {
        string figures = Invariant($"{finding.Figures}; with {trial.Change} {trial.Before:0.0} -> {trial.After:0.0} req/s");
        return trial.Moved
            ? finding with { Confidence = LimitConfidence.Confirmed, Figures = figures }
            : finding with { Figures = figures + ", which is no more than noise" };
    }
}
