using System.Globalization;
using InfernoSim.Baselines;
using InfernoSim.Limits;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Printing;

namespace InfernoSim.Verdicts;

/// <summary>Judges a replay. A pure function of what was observed.</summary>
internal static class Verdict
{
    /// <summary>Judges.</summary>
    /// <param name="recording">What was observed.</param>
    /// <param name="baseline">The last run of the same incident and options, where there is one.</param>
    /// <returns>The summary.</returns>
    public static ReplaySummary Judge(ReplayRecording recording, ReplayBaseline? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ReplayObservations observed = recording.Observed;
        ReplayPlan plan = observed.Plan;
        IReadOnlyList<ObservedRun> runs = observed.Parts.Runs;
        long begun = (long)runs.Count * plan.Options.Fanout;
        RunCounts counts = Count(plan, runs);
        WindowSummary? window = WindowOf(plan, runs);
        IReadOnlyList<NotTested> notTested = Untested.Of(observed, counts);
        RateSummary rate = RateOf(observed);
        IReadOnlyList<GoalResult> goals = GoalJudgement.Judge(observed, rate);
        BaselineSession session = BaselineSession.Of(observed);
        IReadOnlyList<ChangeFigure> changes = ChangeJudgement.Of(baseline?.Sessions ?? [], session, plan);
        (ReplayOutcome outcome, string? reason) = Outcomes.Decide(observed, counts, new Objectives(window, goals, changes), notTested);
        var fresh = FreshDifferences.Of(plan, outcome, observed.Divergences);
        var summary = new ReplaySummary
        {
            Words = plan.Words,
            Outcome = outcome,
            Reason = reason is null ? null : VisibleText.Line(reason),
            Incident = plan.Incident.Folder,
            Runs = counts,
            Fanout = plan.Options.Fanout,
            Fingerprint = counts.Completed > 0 && counts.Deterministic == counts.Completed ? runs[0].Fingerprint : null,
            Time = plan.Options.Time,
            State = plan.Options.State,
            Services = observed.Parts.Services,
            PaceText = PaceText.Of(plan),
            Timeline = observed.Timeline,
            Nondeterminism = observed.Nondeterminism,
            Inbound = new ObservedCount(observed.Responses, plan.Exchanges.Length * begun),
            MissingResponses = observed.Endings.WithoutResponse > 0 ? new MissingResponses(observed.Endings) : null,
            Outbound = new ObservedCount(observed.Answered, plan.ExpectedCalls * begun),
            Matching = observed.Matching,
            LiveState = observed.LiveState,
            Rate = rate,
            Latency = observed.Latency,
            ServiceTime = observed.ServiceTime,
            Window = window,
            Faults = observed.Faults,
            Noise = observed.Noise,
            LimitingFactor = plan.Options.Time == ReplayTime.Virtual
                ? NotMeasured(plan.Words)
                : observed.Limits is { } limits ? LimitingFactorSummary.Of(LimitClassifier.Classify(limits, observed.LimitTrial), plan.Words) : LimitOf(rate),
            SustainableEnvelope = EnvelopeOf(outcome, plan, rate),
            ChangeFromLastRun = ReplayBaseline.Compare(null, null, changes),
            Goals = goals,
            DependencyCalls = observed.Calls.Dependencies,
            Session = session,
            NotTested = notTested,
            DivergenceCounts = observed.DivergenceCounts,
            Divergences = [.. observed.Divergences.Select(SecretPlaces.Hide)],
            Receipt = Receipts.Of(observed),
            Fresh = fresh,
            Cause = LikelyCauses.Of(plan, outcome, observed.Divergences, fresh, CarriedState.EvidenceIn(observed)),
        };
        return summary with { ChangeFromLastRun = ReplayBaseline.Compare(baseline, ReplayBaseline.From(summary), changes) };
    }

    private static LimitingFactorSummary NotMeasured(OptionWording words) =>
        new(LimitingFactor.Unknown, words.Say("time was virtual, in which a service takes none: use {Time=Real} to measure"));

    private static RunCounts Count(ReplayPlan plan, IReadOnlyList<ObservedRun> runs) => new(
        plan.Options.Runs,
        runs.Count,
        runs.Count(run => run.Fingerprint is not null),
        runs.Count(run => run.IsAgreed && run.Fingerprint is not null && run.Fingerprint == runs[0].Fingerprint));

    private static WindowSummary? WindowOf(ReplayPlan plan, IReadOnlyList<ObservedRun> runs)
    {
        if (plan.Options.Window <= TimeSpan.Zero || runs.Count == 0)
        {
            return null;
        }

        (int longest, ObservedRun run) = runs.Index().MaxBy(entry => entry.Item.Elapsed);
        return new WindowSummary(plan.Options.Window, run.Elapsed, longest, runs.Sum(r => r.Late));
    }

    private static RateSummary RateOf(ReplayObservations observed)
    {
        ReplayPlan plan = observed.Plan;
        double elapsed = observed.Parts.Runs.Sum(run => run.Elapsed.TotalSeconds);
        return new RateSummary(plan.TargetRate, elapsed > 0 ? observed.Responses / elapsed : 0);
    }

    // Without evidence only one thing says anything about a limit: whether the schedule was kept.
    private static LimitingFactorSummary LimitOf(RateSummary rate)
    {
        if (rate.Achieved <= 0)
        {
            return new LimitingFactorSummary(LimitingFactor.Unknown, "no request was answered");
        }

        if (rate.Target is not { } target)
        {
            return new LimitingFactorSummary(LimitingFactor.Unknown, "requests were sent as fast as causality allows; what limited them was not measured");
        }

        double share = rate.Achieved / target;
        string figures = string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} % of the target rate was achieved");
        return share >= 0.95
            ? new LimitingFactorSummary(LimitingFactor.None, $"{figures}: the schedule was kept")
            : new LimitingFactorSummary(LimitingFactor.Unknown, $"{figures}; what limited it was not measured");
    }

    private static string EnvelopeOf(ReplayOutcome outcome, ReplayPlan plan, RateSummary rate)
    {
        string load = string.Create(CultureInfo.InvariantCulture, $"{plan.Options.Fanout} {(plan.Options.Fanout == 1 ? "worker" : "workers")}, {rate.Achieved:0.0} req/s");
        if (plan.Options.Time == ReplayTime.Virtual)
        {
            return "not measured: time was virtual";
        }

        if (rate.Achieved <= 0)
        {
            return "not measured: no request was answered";
        }

        return outcome is ReplayOutcome.PassStrong or ReplayOutcome.PassWeak
            ? $"held {load}; the edge was not searched"
            : $"did not hold {load}; the edge was not searched";
    }
}
