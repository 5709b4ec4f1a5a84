using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Calls;

/// <summary>
/// Finds the recorded call for a dependency call: among those of the exchange it names, then among those that belong to no
/// exchange; for one that names no exchange by content in the exchanges in flight, then among those that belong to none.
/// </summary>
/// <param name="plan">What was recorded.</param>
/// <param name="traceIds">Reads whose a call is.</param>
/// <param name="recorder">Knows who was given which id.</param>
/// <param name="time">The clock.</param>
internal sealed class CallSearch(ReplayPlan plan, ReplayTraceIds traceIds, ReplayRecorder recorder, TimeProvider time)
{
    /// <summary>
    /// The answer to a call of background work: one that names no exchange, to a route that only background work calls. A statement
    /// may be of both: where it is not known to belong to none, the exchanges in flight are asked first.
    /// </summary>
    /// <param name="run">The run in progress; <see langword="null"/> where there is none yet.</param>
    /// <param name="request">The call.</param>
    /// <returns><see langword="null"/> when it is none.</returns>
    public DependencyAnswer? AnswerBackground(ReplayRun? run, DependencyRequest request)
    {
        if (plan.Background.Count == 0 || TryReadOwner(request, out string? traceId, out _))
        {
            return null;
        }

        var probe = new CallProbe(request, OwnIds.Of(traceId), plan.Noise, ContextOf(null));
        bool mayBeOfExchange = request is { IsStatement: true, IsBackground: false } && run is not null && OpenTo(run, request).Any(scope => LiveCalls.MayMatch(scope, probe));
        DependencyAnswer? answer = mayBeOfExchange ? null : plan.Background.Answer(probe);
        if (answer is not null && request is { IsStatement: true, IsBackground: false })
        {
            run?.Early.Add(request.Worker, probe);
        }

        return answer;
    }

    /// <summary>Searches, and takes what is found.</summary>
    /// <param name="run">The run in progress.</param>
    /// <param name="request">The call.</param>
    /// <param name="decide">Decides what faults do to it.</param>
    public FoundCall Find(ReplayRun run, DependencyRequest request, DecideFaults decide)
    {
        bool isOwned = TryReadOwner(request, out string? traceId, out ReplayAddress address);
        var probe = new CallProbe(request, OwnIds.Of(traceId), plan.Noise, ContextOf(isOwned ? address : null));
        if (!isOwned)
        {
            return FindByContent(run, request, probe, decide);
        }

        return address.Run == run.Number
            ? FindOwned(run, address, request, probe, decide)
            : new FoundCall(CallFinding.OfAnotherRun, probe) { Owner = address };
    }

    /// <summary>The beginning of a transaction that names no request, where several may have sent it.</summary>
    /// <param name="run">The run in progress.</param>
    /// <param name="request">The statement.</param>
    /// <returns>The statement, with a recorded one whose answer is that of each that it may be; <see langword="null"/> for anything else.</returns>
    public (CallProbe Beginning, PlannedCall Alike)? BeginningOfSeveral(ReplayRun run, DependencyRequest request)
    {
        bool mayBeHeld = request.IsBeginning && (request.Group!.IsNew || run.Beginnings.HasAnyOf(request.Group));
        if (!mayBeHeld || TryReadOwner(request, out string? traceId, out _))
        {
            return null;
        }

        var probe = new CallProbe(request, OwnIds.Of(traceId), plan.Noise, ContextOf(null));
        ExchangeScope[] candidates = [.. CandidateOwners.Of([.. OpenTo(run, request)], probe, IsWorkerKnown(request))];
        return candidates.Length > 1
            && candidates[0].Exchange is var first
            && first.Calls[first.CallIndex.FirstEqual(probe)] is { WhyUnanswerable: null, LongestWait: null } alike
            && candidates.All(scope => scope.Exchange.CallIndex.AnswersAlike(probe, alike)) ? (probe, alike) : null;
    }

    /// <summary>Searches in one exchange, and takes what is found.</summary>
    /// <param name="scope">The exchange.</param>
    /// <param name="probe">The call.</param>
    public MatchedCall? FindIn(ExchangeScope scope, CallProbe probe) => MatchIn(scope, probe.Request, probe, static (_, _, _) => default);

    /// <summary>The exchange that a call names, while it is open.</summary>
    public ExchangeScope? OwnerOf(ReplayRun run, DependencyRequest request) => TryReadOwner(request, out _, out ReplayAddress address) ? run.Find(address) : null;

    private NoiseContext? ContextOf(ReplayAddress? owner) => plan.Noise is not { } noise ? null : new NoiseContext(time.GetUtcNow())
    {
        Wall = new TimeFlow(time).Wall.GetUtcNow(),
        IsAnothers = owner is { } address ? id => !noise.Facts.IsRecorded(id) && recorder.Noise.IsAnothers(id, address.Run, address.Worker) : null,
    };

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

    private FoundCall FindOwned(ReplayRun run, ReplayAddress address, DependencyRequest request, CallProbe probe, DecideFaults decide)
    {
        ExchangeScope? scope = run.Find(address);
        var found = new FoundCall(CallFinding.Nowhere, probe) { Owner = address, Scope = scope };
        if (scope is not null && MatchIn(scope, request, probe, decide) is { } match)
        {
            Begin(match);
            request.Group?.Name(scope.Address);
            return found with { Finding = CallFinding.Causal, Match = match };
        }

        if (scope?.Exchange.Race is { } race && MatchInRace(run, race, address, request, probe, decide) is { } raced)
        {
            return found with { Finding = CallFinding.Causal, Match = raced };
        }

        return MatchUnattributed(run, address.Worker, request, probe, decide) is { } unattributed
            ? found with { Finding = CallFinding.OfNoExchange, Match = unattributed }
            : found;
    }

    private FoundCall FindByContent(ReplayRun run, DependencyRequest request, CallProbe probe, DecideFaults decide)
    {
        // Meanwhile a call of an exchange that has opened since may have been given the one that was left for this call: then that one's is.
        ExchangeScope[] open;
        do
        {
            open = [.. OpenTo(run, request)];
            if (FindByContent(open, request, probe, decide) is { } found)
            {
                return found;
            }
        }
        while (OpenTo(run, request).Except(open).Any());

        return MatchUnattributed(run, request.Worker ?? -1, request, probe, decide) is { } unattributed
            ? new FoundCall(CallFinding.OfNoExchange, probe)
            {
                Match = unattributed,
                IsAmbiguous = !IsWorkerKnown(request) && !plan.UnattributedIndex.AnswersAlike(probe, unattributed.Call),
            }
            : new FoundCall(CallFinding.Nowhere, probe) { Scope = plan.AttributesCalls ? CandidateOwners.OnlyOneOf(OpenTo(run, request), probe) : null };
    }

    private FoundCall? FindByContent(ExchangeScope[] open, DependencyRequest request, CallProbe probe, DecideFaults decide)
    {
        ExchangeScope[] candidates = [.. CandidateOwners.Of(open, probe, IsWorkerKnown(request))];
        foreach (ExchangeScope scope in candidates)
        {
            if (MatchIn(scope, request, probe, decide) is { } match)
            {
                // Of several workers it may be another's, whose response is another one.
                if (IsWorkerKnown(request) || !open.Any(other => other.IsAwaitingResponse))
                {
                    Begin(match);
                }

                request.Group?.Exchange = scope.Address;
                return new FoundCall(CallFinding.ByContent, probe)
                {
                    Scope = scope,
                    Match = match,
                    // In one exchange equal calls are answered in recorded order, as calls that name it are.
                    IsAmbiguous = candidates.Length > 1 && candidates.Any(other => !other.Exchange.CallIndex.AnswersAlike(probe, match.Call)),
                };
            }
        }

        return null;
    }

    /// <summary>Whether it is known whose a call is that names no exchange, of several workers.</summary>
    public bool IsWorkerKnown(DependencyRequest request) => plan.Options.Fanout == 1 || request.Worker is not null;

    // A service that is a worker's own makes calls for nobody else.
    private static IEnumerable<ExchangeScope> OpenTo(ReplayRun run, DependencyRequest request) =>
        request.Worker is { } worker ? run.OpenScopes.Where(scope => scope.Address.Worker == worker) : run.OpenScopes;

    private static void Begin(MatchedCall match)
    {
        if (match.Decision.Effect == FaultEffect.None)
        {
            match.Scope!.Calls.Begin(match.Call);
        }
    }

    private MatchedCall? MatchIn(ExchangeScope scope, DependencyRequest request, CallProbe probe, DecideFaults decide)
    {
        FaultDecision decision = default;
        PlannedCall? call = LiveCalls.Match(scope, probe, (candidate, attempt) =>
        {
            decision = decide(candidate, scope.Address.Worker, attempt);
            return decision.Effect == FaultEffect.None;
        }, recorder.Observer);
        return call is null ? null : new MatchedCall(call, decision, scope, null, scope.Address.Worker, request);
    }

    // Whichever of equal requests wins makes the calls that the winner made.
    private MatchedCall? MatchInRace(ReplayRun run, EqualRequests race, ReplayAddress address, DependencyRequest request, CallProbe probe, DecideFaults decide)
    {
        foreach (PlannedExchange member in race.Members)
        {
            if (member.Index != address.Exchange && run.Find(address with { Exchange = member.Index }) is { } scope && MatchIn(scope, request, probe, decide) is { } match)
            {
                return match;
            }
        }

        return null;
    }

    private MatchedCall? MatchUnattributed(ReplayRun run, int worker, DependencyRequest request, CallProbe probe, DecideFaults decide)
    {
        FaultDecision decision = default;
        CallProbe known = worker < 0 ? probe : LiveCalls.Normalize(run.LiveOf(worker), -1, plan.UnattributedCalls, probe);
        PlannedCall? call = run.Unattributed.Match(ref worker, known, (candidate, owner, attempt) =>
        {
            decision = decide(candidate, owner, attempt);
            return decision.Effect == FaultEffect.None;
        });
        return call is null ? null : new MatchedCall(call, decision, null, run.Unattributed, worker, request);
    }
}
