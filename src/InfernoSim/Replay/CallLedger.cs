using InfernoSim.Faults;
using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>
/// Answers the dependency calls of a replay from the incident. A call is looked for among the recorded calls of the
/// exchange it names; then among those that belong to no exchange; one that names no exchange is looked for by content in
/// the exchanges in flight, then among those that belong to none. What is found nowhere is refused and reported.
/// </summary>
internal sealed class CallLedger(ReplayPlan plan, ReplayTraceIds traceIds, ReplayRecorder recorder, TimeProvider time)
    : IDependencyResponder, IOverrideListener
{
    private readonly FaultPlan _faults = new(plan.Options.Faults, plan.Options.Seed);
    private readonly ReorderPatience _patience = new();
    private ReplayRun? _run;

    public ReplayRun BeginRun(int number) => _run = new ReplayRun(number, plan, _patience, time);

    /// <inheritdoc/>
    public async ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
    {
        if (_run is not { } run)
        {
            return Refusal.Of(request, "no replay is running", null, null);
        }

        string? traceId = TraceContext.ReadExchangeId(request.Headers) ?? TraceContext.ReadTraceParentId(request.Headers);
        var probe = new CallProbe(request, OwnIds.Of(traceId));
        CountFaultRules(request);
        bool isOwned = traceIds.TryDecode(traceId, out ReplayAddress address);
        if (isOwned && address.Run != run.Number)
        {
            return Stray(request, address);
        }

        ExchangeScope? scope = isOwned ? run.Find(address) : null;
        scope?.Touch();
        Match? match = isOwned ? MatchOwned(run, address, scope, request, probe) : MatchByContent(run, request, probe);
        return match is null
            ? Refuse(run, isOwned ? address : null, scope, request, probe)
            : await AnswerAsync(match, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The recorded call, if there is one, has been made and is not missing; faults are for recorded answers.</remarks>
    public void Overridden(DependencyRequest request)
    {
        if (_run is not { } run)
        {
            return;
        }

        string? traceId = TraceContext.ReadExchangeId(request.Headers) ?? TraceContext.ReadTraceParentId(request.Headers);
        var probe = new CallProbe(request, OwnIds.Of(traceId));
        bool isOwned = traceIds.TryDecode(traceId, out ReplayAddress address);
        IEnumerable<ExchangeScope?> scopes = isOwned ? Enumerable.Repeat(run.Find(address), 1) : run.OpenScopes;
        int worker = isOwned ? address.Worker : -1;
        if (scopes.Any(scope => scope?.Match(probe, (_, _) => true) is not null)
            || run.Unattributed.Match(ref worker, probe, (_, _, _) => true) is not null)
        {
            recorder.CountOverridden();
        }
    }

    private Match? MatchOwned(ReplayRun run, ReplayAddress address, ExchangeScope? scope, DependencyRequest request, CallProbe probe)
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

    private Match? MatchByContent(ReplayRun run, DependencyRequest request, CallProbe probe)
    {
        ExchangeScope[] candidates = [.. run.OpenScopes
            .Where(scope => scope.Exchange.CallIndex.Contains(probe))
            .OrderBy(scope => scope.Address.Exchange)
            .ThenBy(scope => scope.Address.Worker)];
        foreach (ExchangeScope scope in candidates)
        {
            scope.Touch();
            if (MatchIn(scope, request, probe) is { } match)
            {
                recorder.AddLostContext(request.Authority);
                Count(isAmbiguous: candidates.Any(other => !other.Exchange.CallIndex.AnswersAlike(probe, match.Call)));
                return match;
            }
        }

        int worker = -1;
        Match? unattributed = MatchUnattributed(run, ref worker, request, probe);
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

    private Match? MatchIn(ExchangeScope scope, DependencyRequest request, CallProbe probe)
    {
        FaultDecision decision = default;
        PlannedCall? call = scope.Match(probe, (candidate, attempt) =>
        {
            decision = Decide(request, scope.Address.Worker, candidate, attempt);
            return decision.Effect == FaultEffect.None;
        });
        return call is null ? null : new Match(call, decision, scope, null, scope.Address.Worker, request);
    }

    private Match? MatchUnattributed(ReplayRun run, ref int worker, DependencyRequest request, CallProbe probe)
    {
        FaultDecision decision = default;
        PlannedCall? call = run.Unattributed.Match(ref worker, probe, (candidate, owner, attempt) =>
        {
            decision = Decide(request, owner, candidate, attempt);
            return decision.Effect == FaultEffect.None;
        });
        return call is null ? null : new Match(call, decision, null, run.Unattributed, worker, request);
    }

    private FaultDecision Decide(DependencyRequest request, int worker, PlannedCall call, int attempt) =>
        _faults.Decide(request.Authority, request.Scheme, worker, new CallIdentity(call.Exchange, call.Index), attempt);

    private async ValueTask<DependencyAnswer> AnswerAsync(Match match, CancellationToken cancellationToken)
    {
        recorder.CountFaults(match.Decision);
        match.Scope?.AddFaults(match.Decision.AppliedRules);
        await HoldBackAsync(match, cancellationToken);
        switch (match.Decision.Effect)
        {
            case FaultEffect.Drop:
                return new DependencyAnswer { Status = 0, Abort = true };
            case FaultEffect.Timeout:
                return GatewayFailure.ToAnswer(GatewayFailure.Describe(GatewayFailure.Timeout, match.Request.Authority));
            case FaultEffect.Status:
                return Refusal.Injected(match.Decision.Status, match.Request);
        }

        if (match.Call.WhyUnanswerable is { } why)
        {
            recorder.AddUnanswerable(match.Call, why);
            return Refusal.Of(match.Request, $"the recorded call cannot be answered: {why}", match.Call.Display, null);
        }

        recorder.CountAnswered();
        if (match.Call.WasGivenUp)
        {
            await WithholdAsync(match, cancellationToken);
        }

        return match.Call.Answer();
    }

    // As in the incident: no answer, until the service gives up again. Where it takes much longer than it did, the replay
    // stalls, and says so.
    private async ValueTask WithholdAsync(Match match, CancellationToken cancellationToken)
    {
        if (match.Scope is { } scope)
        {
            await scope.WaitInjectedAsync(TimeSpan.FromMicroseconds(match.Call.Event.DurationNanoseconds / 1000 * 1.5), cancellationToken);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    private async ValueTask HoldBackAsync(Match match, CancellationToken cancellationToken)
    {
        try
        {
            if (match.Scope is { } scope)
            {
                await scope.HoldForPredecessorsAsync(match.Call, cancellationToken);
            }

            if (match.Decision.Delay > TimeSpan.Zero)
            {
                await (match.Scope is { } waiting
                    ? waiting.WaitInjectedAsync(match.Decision.Delay, cancellationToken)
                    : new ValueTask(Task.Delay(match.Decision.Delay, time, cancellationToken)));
            }
        }
        catch (OperationCanceledException) when (match.Decision.Effect == FaultEffect.None)
        {
            // The caller gave up what we held back: it was not answered, and may be tried again.
            match.Scope?.GiveBack(match.Call);
            match.Pool?.GiveBack(match.Call, match.Worker);
            throw;
        }
    }

    private DependencyAnswer Refuse(ReplayRun run, ReplayAddress? address, ExchangeScope? scope, DependencyRequest request, CallProbe probe)
    {
        recorder.CountUnmatched();
        if (scope is not null)
        {
            UnmatchedCall unmatched = scope.AddUnmatched(request, probe);
            string? nearest = unmatched.Nearest >= 0 ? scope.Exchange.Calls[unmatched.Nearest].Display : null;
            string reason = unmatched.Equal >= 0
                ? "every recorded call of this content has been answered already"
                : "no recorded call of this exchange matches";
            return Refusal.Of(request, reason, nearest, unmatched.Difference);
        }

        if (address is { } known && plan.Find(known.Exchange) is { } exchange)
        {
            recorder.AddLateCall(known, exchange, request, isDuplicate: exchange.CallIndex.Contains(probe));
            return Refusal.Of(request, "its exchange is over, and every call recorded for it has been answered", null, null);
        }

        recorder.AddUnownedCall(run.Number, request);
        return Refusal.Of(request, "it names no exchange, and no recorded call that is still unanswered matches it", null, null);
    }

    private DependencyAnswer Stray(DependencyRequest request, ReplayAddress address)
    {
        recorder.CountUnmatched();
        if (plan.Find(address.Exchange) is { } exchange)
        {
            recorder.AddLateCall(address, exchange, request, isDuplicate: false);
        }

        return Refusal.Of(request, $"it belongs to run {address.Run + 1}, which is over", null, null);
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

    private sealed record Match(PlannedCall Call, FaultDecision Decision, ExchangeScope? Scope, UnattributedCalls? Pool, int Worker, DependencyRequest Request);
}
