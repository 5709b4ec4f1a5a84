using InfernoSim.Faults;
using InfernoSim.Goals;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>
/// Answers the dependency calls of a replay from the incident. A call is looked for among the recorded calls of the
/// exchange it names; then among those that belong to no exchange; one that names no exchange is looked for by content in
/// the exchanges in flight, then among those that belong to none. What is found nowhere is refused and reported.
/// </summary>
/// <param name="plan">What was recorded.</param>
/// <param name="traceIds">Names the exchanges.</param>
/// <param name="recorder">Is told what comes.</param>
/// <param name="time">The clock.</param>
/// <param name="isUnderLoad">
/// Whether load is generated: the order of calls is then not judged, so no answer waits for it, and calls that belong to no
/// exchange are answered as often as they come.
/// </param>
internal sealed class CallLedger(ReplayPlan plan, ReplayTraceIds traceIds, ReplayRecorder recorder, TimeProvider time, bool isUnderLoad = false)
    : IDependencyResponder, IOverrideListener
{
    private readonly CallAnswers _answers = new(recorder, time, holdsOrder: !isUnderLoad);
    private readonly FaultPlan _faults = new(plan.Options.Faults, plan.Options.Seed);
    private readonly ReorderPatience _patience = new();
    private readonly ReplayTraffic? _traffic = (time as ReplayClock)?.Traffic;
    private readonly FreshHeaderLog? _freshHeaders = isUnderLoad ? null : new FreshHeaderLog();
    private ReplayRun? _run;

    public ReplayRun BeginRun(int number)
    {
        EndRun();
        return _run = new ReplayRun(number, plan, _patience, recorder.LiveState, time, isUnderLoad, _freshHeaders);
    }

    /// <summary>Counts what the last run has called. Calls may still come after it, and be refused.</summary>
    public void EndRun()
    {
        if (_run is { } run)
        {
            recorder.Calls.Fold(run.Calls);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
    {
        _traffic?.Ask();
        try
        {
            return await MatchAndAnswerAsync(request, cancellationToken);
        }
        finally
        {
            _traffic?.Answer();
        }
    }

    private async ValueTask<DependencyAnswer> MatchAndAnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
    {
        if (plan.Noise?.RuleOf(request) is { } rule)
        {
            return AnswerIgnored(request, rule);
        }

        if (_run is not { } run)
        {
            return Refusal.Of(request, "no replay is running", null, null);
        }

        recorder.Calls.CountAttempt(request);
        bool isOwned = TryReadOwner(request, out string? traceId, out ReplayAddress address);
        var probe = new CallProbe(request, OwnIds.Of(traceId), plan.Noise);
        CountFaultRules(request);
        if (isOwned && address.Run != run.Number)
        {
            return Stray(address, probe);
        }

        ExchangeScope? scope = isOwned ? run.Find(address) : null;
        MatchedCall? match = isOwned ? MatchOwned(run, address, scope, request, probe) : MatchByContent(run, request, probe);
        if (match is null)
        {
            return Refuse(run, isOwned ? address : null, scope, probe);
        }

        probe.CountIgnored(recorder.Noise);
        return await AnswerAsync(match, scope, cancellationToken);
    }

    private DependencyAnswer AnswerIgnored(DependencyRequest request, int rule)
    {
        recorder.Noise.Add(rule);
        return plan.Ignored.Answer(new CallProbe(request, OwnIds.None, plan.Noise))
            ?? Refusal.Of(request, "a rule ignores it, and no recorded call to the same path can answer it", null, null);
    }

    // The time that a call spends here is the dependency's, not the service's.
    private async ValueTask<DependencyAnswer> AnswerAsync(MatchedCall match, ExchangeScope? scope, CancellationToken cancellationToken)
    {
        LoadMeter.CallInStub call = recorder.Load.CallBegan(match.Request.Authority, match.Scope ?? scope ?? (object)match);
        bool isGivenUp = true;
        try
        {
            DependencyAnswer answer = await _answers.AnswerAsync(match, cancellationToken);
            isGivenUp = match.Decision.Effect == FaultEffect.Timeout;
            return answer;
        }
        finally
        {
            call.End(isGivenUp);
        }
    }

    /// <inheritdoc/>
    /// <remarks>The recorded call, if there is one, has been made and is not missing; faults are for recorded answers.</remarks>
    public void Overridden(DependencyRequest request)
    {
        if (_run is not { } run)
        {
            return;
        }

        if (plan.Noise?.RuleOf(request) is { } rule)
        {
            recorder.Noise.Add(rule);
            return;
        }

        recorder.Calls.CountAttempt(request);
        bool isOwned = TryReadOwner(request, out string? traceId, out ReplayAddress address);
        if (isOwned && address.Run != run.Number)
        {
            recorder.Calls.CountUnplaced(request);
            return;
        }

        var probe = new CallProbe(request, OwnIds.Of(traceId), plan.Noise);
        IEnumerable<ExchangeScope?> scopes = isOwned ? Enumerable.Repeat(run.Find(address), 1) : run.OpenScopes;
        int worker = isOwned ? address.Worker : -1;
        if (scopes.Any(scope => scope is not null && LiveCalls.Match(scope, probe, (_, _) => true) is not null))
        {
            recorder.CountOverridden();
        }
        else if (run.Unattributed.Match(ref worker, Unattributed(run, worker, probe), (_, _, _) => true) is not null)
        {
            recorder.CountOverridden();
            recorder.Calls.CountUnplaced(request);
        }
        else if (!isOwned)
        {
            recorder.Calls.CountUnplaced(request);
        }
        else if (run.Find(address)?.AddOverridden(probe) != true)
        {
            CountLate(run, address, probe);
        }
    }

    private void CountLate(ReplayRun run, ReplayAddress address, CallProbe probe)
    {
        if (plan.Find(address.Exchange) is { } exchange)
        {
            int equal = exchange.CallIndex.FirstEqual(probe);
            run.Calls.AddLate(address, DependencyRoute.Of(probe.Request), equal < 0 ? -1 : exchange.CallIndex.GroupOf(equal));
        }
        else
        {
            recorder.Calls.CountUnplaced(probe.Request);
        }
    }

    // A service may name an exchange of its own in one place, and ours in another.
    private bool TryReadOwner(DependencyRequest request, out string? traceId, out ReplayAddress address)
    {
        traceId = TraceContext.ReadExchangeId(request.Headers);
        if (traceIds.TryDecode(traceId, out address))
        {
            return true;
        }

        string? parent = TraceContext.ReadTraceParentId(request.Headers);
        traceId ??= parent;
        if (!traceIds.TryDecode(parent, out address))
        {
            return false;
        }

        traceId = parent;
        return true;
    }

    private MatchedCall? MatchOwned(ReplayRun run, ReplayAddress address, ExchangeScope? scope, DependencyRequest request, CallProbe probe)
    {
        if (scope is not null && MatchIn(scope, request, probe) is { } match)
        {
            recorder.CountCausal();
            return match;
        }

        int worker = address.Worker;
        if (MatchUnattributed(run, ref worker, request, probe) is { } unattributed)
        {
            recorder.CountByContent();
            return unattributed;
        }

        return null;
    }

    private MatchedCall? MatchByContent(ReplayRun run, DependencyRequest request, CallProbe probe)
    {
        ExchangeScope[] candidates = [.. run.OpenScopes
            .Where(scope => LiveCalls.MayMatch(scope, probe))
            .OrderBy(scope => scope.Address.Exchange)
            .ThenBy(scope => scope.Address.Worker)];
        foreach (ExchangeScope scope in candidates)
        {
            if (MatchIn(scope, request, probe) is { } match)
            {
                recorder.AddLostContext(request.Authority);
                // In one exchange equal calls are answered in recorded order, as calls that name it are.
                Count(isAmbiguous: candidates.Length > 1 && candidates.Any(other => !other.Exchange.CallIndex.AnswersAlike(probe, match.Call)));
                return match;
            }
        }

        int worker = -1;
        MatchedCall? unattributed = MatchUnattributed(run, ref worker, request, probe);
        if (unattributed is not null)
        {
            Count(isAmbiguous: plan.Options.Fanout > 1 && !plan.UnattributedIndex.AnswersAlike(probe, unattributed.Call));
        }

        return unattributed;
    }

    private void Count(bool isAmbiguous)
    {
        if (isAmbiguous)
        {
            recorder.CountAmbiguous();
        }
        else
        {
            recorder.CountByContent();
        }
    }

    private MatchedCall? MatchIn(ExchangeScope scope, DependencyRequest request, CallProbe probe)
    {
        FaultDecision decision = default;
        PlannedCall? call = LiveCalls.Match(scope, probe, (candidate, attempt) =>
        {
            decision = Decide(request, scope.Address.Worker, candidate, attempt);
            return decision.Effect == FaultEffect.None;
        }, recorder.Observer);
        return call is null ? null : new MatchedCall(call, decision, scope, null, scope.Address.Worker, request);
    }

    private MatchedCall? MatchUnattributed(ReplayRun run, ref int worker, DependencyRequest request, CallProbe probe)
    {
        FaultDecision decision = default;
        PlannedCall? call = run.Unattributed.Match(ref worker, Unattributed(run, worker, probe), (candidate, owner, attempt) =>
        {
            decision = Decide(request, owner, candidate, attempt);
            return decision.Effect == FaultEffect.None;
        });
        if (call is null)
        {
            return null;
        }

        recorder.Calls.CountUnplaced(request);
        return new MatchedCall(call, decision, null, run.Unattributed, worker, request);
    }

    private CallProbe Unattributed(ReplayRun run, int worker, CallProbe probe) =>
        worker < 0 ? probe : LiveCalls.Normalize(run.LiveOf(worker), -1, plan.UnattributedCalls, probe);

    private FaultDecision Decide(DependencyRequest request, int worker, PlannedCall call, int attempt) =>
        _faults.Decide(request.Authority, request.Scheme, worker, new CallIdentity(call.Exchange, call.Index), attempt);

    private DependencyAnswer Refuse(ReplayRun run, ReplayAddress? address, ExchangeScope? scope, CallProbe probe)
    {
        recorder.CountUnmatched();
        if (scope?.AddUnmatched(LiveCalls.ForReport(scope, probe)) is { } unmatched)
        {
            string? nearest = unmatched.Nearest >= 0 ? scope.Exchange.Calls[unmatched.Nearest].Display : null;
            string reason = unmatched.Equal >= 0
                ? "every recorded call of this content has been answered already"
                : "no recorded call of this exchange matches";
            return Refusal.Of(probe.Request, reason, nearest, unmatched.Difference);
        }

        if (address is { } known && plan.Find(known.Exchange) is { } exchange)
        {
            CallProbe normalized = LiveCalls.Normalize(run.LiveOf(known.Worker), exchange.Index, exchange.Calls, probe);
            recorder.AddLateCall(known, exchange, normalized);
            CountLate(run, known, normalized);
            return Refusal.Of(probe.Request, "its exchange is over, and every call recorded for it has been answered", null, null);
        }

        recorder.Calls.CountUnplaced(probe.Request);
        recorder.AddUnownedCall(run.Number, probe.Request);
        return Refusal.Of(probe.Request, "it names no exchange, and no recorded call that is still unanswered matches it", null, null);
    }

    private DependencyAnswer Stray(ReplayAddress address, CallProbe probe)
    {
        recorder.CountUnmatched();
        recorder.Calls.CountUnplaced(probe.Request);
        if (plan.Find(address.Exchange) is { } exchange)
        {
            recorder.AddStrayCall(address, exchange, probe);
        }

        return Refusal.Of(probe.Request, $"it belongs to run {address.Run + 1}, which is over", null, null);
    }

    private void CountFaultRules(DependencyRequest request)
    {
        for (int rule = 0; rule < plan.Options.Faults.Count; rule++)
        {
            if (plan.Options.Faults[rule].Matches(request.Authority, request.Scheme))
            {
                recorder.CountFaultMatched(rule);
            }
        }
    }
}
