using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Measuring;
using InfernoSim.Noise;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>
/// Answers the dependency calls of a replay from the incident, and has them counted. What <see cref="CallSearch"/> finds
/// nowhere is refused and reported.
/// </summary>
/// <param name="plan">What was recorded.</param>
/// <param name="traceIds">Names the exchanges.</param>
/// <param name="recorder">Is told what comes.</param>
/// <param name="time">The clock.</param>
/// <param name="isUnderLoad">
/// Whether load is generated: the order of calls is then not judged, so no answer waits for it, and calls that belong to no
/// exchange are answered as often as they come.
/// </param>
/// <param name="looksForLateCalls">Whether the first run looks whether the service waits for its calls; only a clock that goes on by itself can tell.</param>
/// <param name="quiet">Says when the service has nothing left to do; <see langword="null"/> where that cannot be seen.</param>
internal sealed class CallLedger(
    ReplayPlan plan, ReplayTraceIds traceIds, ReplayRecorder recorder, TimeProvider time, bool isUnderLoad = false, bool looksForLateCalls = false, QuietAfter? quiet = null)
    : IDependencyResponder, IOverrideListener
{
    private readonly CallSearch _search = new(plan, traceIds, recorder, time);
    private readonly CallAnswers _answers = new(recorder, new CallTime(plan.Options.DependencyTime, time, recorder.Load), holdsOrder: !isUnderLoad);
    private readonly CallRefusals _refusals = new(plan, recorder);
    private readonly CallFaults _faults = new(plan.Options, recorder);
    private readonly OrderPatience _patience = new(looksForLateCalls, quiet);
    private readonly ReplayTraffic? _traffic = new TimeFlow(time).Traffic;
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

    /// <inheritdoc/>
    public IReadOnlyList<RecordedDialogue> DialoguesOf(DependencyRequest head) => CallDialogues.Of(plan, _search, _run, head);

    /// <inheritdoc/>
    public IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head) => CallDialogues.WebSocketsOf(plan, _search, _run, head);

    /// <inheritdoc/>
    public IMappedCall? Begin(DependencyRequest request)
    {
        if (_run is not { } run || plan.Noise?.RuleOf(request) is not null)
        {
            return null;
        }

        ExchangeScope? owner = _search.OwnerOf(run, request);
        return new MeasuredMapping(recorder.Load.CallBegan(request.Authority, owner ?? new object(), isNamed: owner is not null));
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
        FoundCall found = _search.Find(run, request, static (_, _, _) => default);
        if (found.Match is { } match)
        {
            match.Scope?.Calls.Answer(match.Call);
            recorder.Matching.CountOverridden();
        }

        if (found is { Finding: CallFinding.Nowhere, Owner: { } owner })
        {
            if (found.Scope?.Calls.AddOverridden(found.Probe) != true)
            {
                _refusals.CountLate(run, owner, found.Probe);
            }
        }
        else if (found.Finding is not (CallFinding.Causal or CallFinding.ByContent))
        {
            recorder.Calls.CountUnplaced(request);
        }
    }

    private async ValueTask<DependencyAnswer> MatchAndAnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
    {
        if (plan.Noise?.RuleOf(request) is { } rule)
        {
            return AnswerIgnored(request, rule);
        }

        if (_search.AnswerBackground(_run, request) is { } background)
        {
            recorder.Matching.CountBackground();
            return background;
        }

        if (_run is not { } run)
        {
            return Refusal.Of(request, "no replay is running", null, null);
        }

        recorder.Calls.CountAttempt(request);
        _faults.Count(request);
        if (!isUnderLoad && !_faults.AreFor(request) && _search.BeginningOfSeveral(run, request) is var (beginning, alike))
        {
            run.Beginnings.Add(beginning);
            request.Group!.SettleBeginning += () => SettleAlone(run, beginning);
            return await _answers.AnswerAheadAsync(request, alike, cancellationToken);
        }

        FoundCall found = _search.Find(run, request, (call, worker, attempt) => _faults.Decide(request, worker, call, attempt));
        if (found is { Finding: CallFinding.Nowhere, Owner: null } && request.IsStatement && plan.Background.AnswerLate(found.Probe) is { } late)
        {
            recorder.Matching.CountBackground();
            return late;
        }

        if (found.Finding == CallFinding.Nowhere && AsUnreachable(run, request) is { Match: { } refused } unreachable)
        {
            Count(unreachable, refused.Request);
            return await AnswerAsync(unreachable, cancellationToken) with { IsOfTunnel = true };
        }

        Count(found, request);
        if (found.Match is not { } match)
        {
            return found.Finding == CallFinding.OfAnotherRun ? _refusals.RefuseStray(found.Owner!.Value, found.Probe) : _refusals.Refuse(run, found);
        }

        found.Probe.CountIgnored(recorder.Noise);
        SettleBeginnings(run, match);
        return await AnswerAsync(found, cancellationToken);
    }

    // A service whose calls are answered in memory asks no proxy for a tunnel: its call is the tunnel that led nowhere.
    private FoundCall? AsUnreachable(ReplayRun run, DependencyRequest request) =>
        OpaqueTraffic.TunnelOf(request) is { } tunnel && plan.UnreachableTunnels.Contains(tunnel.Authority)
            ? _search.Find(run, tunnel, (call, worker, attempt) => _faults.Decide(tunnel, worker, call, attempt))
            : null;

    private DependencyAnswer AnswerIgnored(DependencyRequest request, int rule)
    {
        recorder.Noise.Add(rule);
        return plan.Ignored.Answer(new CallProbe(request, OwnIds.None, plan.Noise, new NoiseContext(time.GetUtcNow())))
            ?? Refusal.Of(request, "a rule ignores it, and no recorded call to the same path can answer it", null, null);
    }

    // The time that a call spends here is the dependency's, not the service's.
    private async ValueTask<DependencyAnswer> AnswerAsync(FoundCall found, CancellationToken cancellationToken)
    {
        MatchedCall match = found.Match!;
        LoadMeter.CallInStub call = recorder.Load.CallBegan(match.Request.Authority, found.Scope ?? match.Scope ?? (object)match, isNamed: found.Owner is not null);
        CallEnding ending = CallEnding.GivenUp;
        try
        {
            DependencyAnswer answer = await _answers.AnswerAsync(match, cancellationToken);
            KeepInTransaction(match);
            ending = match.Decision.Effect is FaultEffect.Timeout or FaultEffect.Blackhole ? CallEnding.GivenUp : CallEndings.Of(answer.Status);
            return answer;
        }
        finally
        {
            call.End(ending);
        }
    }

    // A request that goes on in a transaction has begun it.
    private void SettleBeginnings(ReplayRun run, MatchedCall match)
    {
        if (match.Scope is not { } scope)
        {
            return;
        }

        foreach (PlannedCall missing in scope.Calls.MissingBefore(match.Call))
        {
            if (run.Beginnings.TakeFor(match.Request.Group, held => scope.Exchange.CallIndex.IsEqual(missing, held)) is { } beginning)
            {
                Settle(_search.FindIn(scope, beginning), new FoundCall(CallFinding.ByContent, beginning) { Scope = scope }, run);
            }
        }
    }

    // Its transaction is over, and no statement of it was found that told.
    private void SettleAlone(ReplayRun run, CallProbe beginning)
    {
        if (run.Beginnings.Take(beginning))
        {
            FoundCall found = _search.Find(run, beginning.Request, static (_, _, _) => default);
            Settle(found.Match, found, run);
        }
    }

    private void Settle(MatchedCall? match, FoundCall beginning, ReplayRun run)
    {
        FoundCall found = match is null ? beginning with { Finding = CallFinding.Nowhere } : beginning with { Match = match };
        Count(found, beginning.Probe.Request);
        if (match is null)
        {
            _refusals.Refuse(run, found);
            return;
        }

        _answers.Settle(match);
        match.Request.Group!.Began(() => TakeBack(match));
    }

    // A service that tries again what a fault made fail begins with the whole transaction.
    private void KeepInTransaction(MatchedCall match)
    {
        if (match.Request.Group is not { } transaction)
        {
            return;
        }

        if (match.Decision.Effect != FaultEffect.None)
        {
            transaction.Fail();
            return;
        }

        transaction.Answered(() => TakeBack(match));
    }

    private void TakeBack(MatchedCall match)
    {
        match.Scope?.Calls.GiveBack(match.Call);
        match.Pool?.GiveBack(match.Call, match.Worker);
        recorder.Matching.CountTakenBack();
    }

    // A database has many statements, and few of them are alike.
    private static string NameOf(FoundCall found, DependencyRequest request) => request.IsStatement ? found.Match!.Call.Display : request.Authority;

    private void Count(FoundCall found, DependencyRequest request)
    {
        switch (found.Finding)
        {
            case CallFinding.Causal:
                recorder.Matching.CountCausal();
                break;
            case CallFinding.ByContent:
                recorder.Matching.AddLostContext(request.Authority);
                if (request.IsStatement && !_search.IsWorkerKnown(request) && request.Group?.IsNamed != true)
                {
                    recorder.Matching.AddSharedDatabase(request.Authority);
                }

                recorder.Matching.CountByContent(found.IsAmbiguous, NameOf(found, request));
                break;
            case CallFinding.OfNoExchange:
                recorder.Calls.CountUnplaced(request);
                recorder.Matching.CountByContent(found.IsAmbiguous, NameOf(found, request));
                break;
            default:
                recorder.Matching.CountUnmatched();
                break;
        }
    }
}
