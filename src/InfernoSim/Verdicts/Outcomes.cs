using InfernoSim.LiveState;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>Which outcome a replay has: what the environment lacked comes before what the service did, and among the latter what hides the rest comes first.</summary>
internal static class Outcomes
{
    public static (ReplayOutcome Outcome, string? Reason) Decide(ReplayObservations observed, RunCounts runs, Objectives objectives, IReadOnlyList<NotTested> notTested) =>
        WhatIsLacking(observed) ?? OfTheService(observed, runs, objectives, notTested);

    // Why nothing can be said of the service.
    private static (ReplayOutcome Outcome, string? Reason)? WhatIsLacking(ReplayObservations observed)
    {
        if (observed.Plan.Gaps.OpaqueHosts.Count > 0)
        {
            return (ReplayOutcome.FailIncompleteIncident, Opaque(observed.Plan.Gaps.OpaqueHosts));
        }

        if (observed.Plan.Gaps.OpaqueDatabases.Count > 0)
        {
            return (ReplayOutcome.FailIncompleteIncident, NotRecorded(observed.Plan.Gaps.OpaqueDatabases));
        }

        if (observed.Plan.Exchanges.Length == 0)
        {
            return (ReplayOutcome.FailNoCoverage, NoCoverage(observed.Plan));
        }

        if (observed.Parts.Unreachable is { } unreachable)
        {
            return (ReplayOutcome.FailTargetUnreachable, $"the service under test cannot be reached at {unreachable}; start it, or name its address");
        }

        if ((Lost(observed) ?? Unseen(observed) ?? IndistinctAtFirst(observed)) is { } incomplete)
        {
            return (ReplayOutcome.FailIncompleteIncident, incomplete);
        }

        // A call that could not come is no evidence against the service.
        if (observed.CertificateProblem is { } problem && Differs(observed))
        {
            return (ReplayOutcome.FailInvalidEnv, problem);
        }

        if (observed.Unauthorized > 0)
        {
            return (ReplayOutcome.FailInvalidEnv, Unauthorized(observed));
        }

        return RefusedSecrets.In(observed) is { } refused ? (ReplayOutcome.FailIncompleteIncident, refused) : null;
    }

    private static (ReplayOutcome Outcome, string? Reason) OfTheService(ReplayObservations observed, RunCounts runs, Objectives objectives, IReadOnlyList<NotTested> notTested)
    {
        if (observed.Parts.Runs.FirstOrDefault(run => run.StallReason is not null) is { } stalled)
        {
            return (ReplayOutcome.FailStalled, Join(stalled.StallReason!, First(observed, stalledFirst: true)));
        }

        if (observed is { Lost: not null, Nondeterminism: null, Divergences.Count: > 0 })
        {
            return (ReplayOutcome.FailDiverged, Join(First(observed, stalledFirst: false)!, Gone(observed)));
        }

        if (DivergedAlikeAtFirst(observed) is { } common)
        {
            return (ReplayOutcome.FailDiverged, Join(Join(Join(DivergenceText.InOneLine(common), $"after that, runs differ: {Nondeterministic(observed, runs)}"), CarriedState.Of(observed)), RefusedSecrets.Hint(observed)));
        }

        if (observed.Nondeterminism is not null || runs.Deterministic < runs.Completed)
        {
            return (ReplayOutcome.FailNonDeterministic, Join(Join(Nondeterministic(observed, runs), CarriedState.Of(observed)), AnswersByChance(observed)));
        }

        if (First(observed, stalledFirst: false) is { } first)
        {
            return (ReplayOutcome.FailDiverged, Join(Join(Join(Join(Join(first, RefusedSecrets.Hint(observed)), CarriedState.Of(observed)), NothingReachedTheStub(observed)), SentWithout(observed)), objectives.Missed));
        }

        if (objectives.Missed is { } missed)
        {
            return (ReplayOutcome.FailSloMissed, missed);
        }

        NotTested? weakness = notTested.FirstOrDefault(item => item.WeakensVerdict);
        return weakness is null ? (ReplayOutcome.PassStrong, null) : (ReplayOutcome.PassWeak, weakness.What);
    }

    // A difference where it cannot be known whose request it was is no evidence against the service.
    private static string? IndistinctAtFirst(ReplayObservations observed)
    {
        IReadOnlyList<IndistinctCredential> all = observed.Plan.LiveChains.Indistinct;
        int first = observed.Divergences.Count > 0 ? observed.Divergences[0].Exchange : observed.Nondeterminism?.Exchange ?? -1;
        if (first >= 0 && all.Any(one => one.Exchange == first))
        {
            return $"{IndistinctCredential.Describe(all)}; exchange {first + 1} is such a request, and that it differs is no evidence against the service: record again";
        }

        return observed.Plan.Supplied.FirstOrDefault(credential => credential.Exchanges.Contains(first)) is { } supplied
            ? $"{supplied.Describe(observed.Plan.Words)}; exchange {first + 1} is such a request, and that it differs is no evidence against the service"
            : null;
    }

    // What all workers saw alike, before any two of them part, is the first thing that went wrong; that they part may follow from it.
    private static Divergence? DivergedAlikeAtFirst(ReplayObservations observed)
    {
        if (observed is not { Nondeterminism: { } parted, Divergences: [{ Exchange: >= 0 } first, ..] })
        {
            return null;
        }

        return first.Exchange < parted.Exchange || (first.Exchange == parted.Exchange && parted.After is not null) ? first : null;
    }

    private static string Opaque(IReadOnlyList<string> hosts) =>
        $"capture could not see inside the traffic of {string.Join(", ", hosts)} (tunnels and upgraded connections), so the incident does not say what happened there; "
        + "record it where it can be seen, in clear text or with the recorder inside the service";

    private static string NotRecorded(IReadOnlyList<string> databases) =>
        $"not all that passed to and from databases could be recorded ({string.Join("; ", databases)}), so the incident does not say what happened there; record it while the service does without";

    // What differs may be what was lost: then it is no evidence against the service.
    private static string? Lost(ReplayObservations observed) => observed.Plan.Gaps.Losses is [{ } first, ..] losses && Differs(observed)
        ? Join(
            $"the incident is not whole ({first}{(losses.Count == 1 ? "" : $", and {losses.Count - 1} more")}), so a difference from it is no evidence against the service; restore the recording or record again",
            First(observed, stalledFirst: false))
        : null;

    // Nor is it where it may be the doing of a request that the recorder was told to leave out.
    private static string? Unseen(ReplayObservations observed) => observed.Plan.Gaps.UnseenChanges is > 0 and var changes && Differs(observed)
        ? Join(
            $"{changes} {(changes == 1 ? "request" : "requests")} that may have changed something in the service {(changes == 1 ? "was" : "were")} left out when the incident was recorded, "
            + "so a difference from it is no evidence against the service; record all requests of such routes",
            First(observed, stalledFirst: false))
        : null;

    private static bool Differs(ReplayObservations observed) =>
        observed.Divergences.Count > 0 || observed.Nondeterminism is not null || observed.Parts.Runs.Any(run => run.StallReason is not null);

    private static string NoCoverage(ReplayPlan plan) => plan.Incident.Exchanges.Count == 0
        ? $"the incident {plan.Incident.Folder} holds no exchange to replay; record one, or name another folder"
        : $"none of the {plan.Incident.Exchanges.Count} exchanges can be replayed: {plan.NotTested[0].What}";

    private static string Unauthorized(ReplayObservations observed) =>
        $"{observed.Unauthorized} requests were refused (401 or 403) that the incident holds as answered, and capture had redacted "
        + $"{string.Join(", ", observed.LackingHeaders)}; supply it: {observed.Plan.Words.WithValue(nameof(ReplayOptions.Headers), $"{observed.LackingHeaders[0]}: ...")}";

    private static string? Gone(ReplayObservations observed) => observed.UnansweredSinceLost > 1
        ? $"the service was gone from then on: {observed.UnansweredSinceLost} requests had no answer"
        : null;

    private static string? SentWithout(ReplayObservations observed) => observed.DispensableHeaders.Count == 0
        ? null
        : $"requests that were refused (401 or 403) went out without {string.Join(", ", observed.DispensableHeaders)}, which capture had redacted and "
            + $"without which the service answered others; if it needs it there: {observed.Plan.Words.WithValue(nameof(ReplayOptions.Headers), $"{observed.DispensableHeaders[0]}: ...")}";

    private static string Nondeterministic(ReplayObservations observed, RunCounts runs)
    {
        if (observed.Nondeterminism is not { } parted)
        {
            return Join($"only {runs.Deterministic} of {runs.Completed} runs have the first run's fingerprint", First(observed, stalledFirst: false));
        }

        return $"exchange {parted.Exchange + 1} ({parted.Request}) is not the same each time: run {parted.FirstRun + 1} worker {parted.FirstWorker + 1} saw {parted.FirstSaw}, "
            + $"run {parted.SecondRun + 1} worker {parted.SecondWorker + 1} saw {parted.SecondSaw}";
    }

    private static string? First(ReplayObservations observed, bool stalledFirst)
    {
        Divergence? stalled = stalledFirst ? observed.Divergences.FirstOrDefault(d => d.Kind == DivergenceKind.ResponseStalled) : null;
        Divergence? first = stalled ?? (observed.Divergences.Count > 0 ? observed.Divergences[0] : null);
        return first is null ? null : DivergenceText.InOneLine(first);
    }

    private static string? NothingReachedTheStub(ReplayObservations observed)
    {
        CallMatching matching = observed.Matching;
        bool none = matching.Causal + matching.ByContent + matching.Ambiguous + matching.Unmatched + matching.Overridden == 0;
        return none && observed.Plan.ExpectedCalls > 0
            ? "no dependency call reached the stub at all: if the service does make its calls, it is not set to use the stub as its proxy (HTTP_PROXY)"
            : null;
    }

    private static string? AnswersByChance(ReplayObservations observed) => observed.Matching.Ambiguous == 0
        ? null
        : $"{observed.Matching.Ambiguous} dependency calls named no exchange and had several different recorded answers, which may be the cause: "
            + $"let the service pass traceparent and tracestate on, or replay with {observed.Plan.Words.WithValue(nameof(ReplayOptions.Fanout), "1")}";

    private static string Join(string reason, string? more) => more is null ? reason : $"{reason}; {more}";
}
