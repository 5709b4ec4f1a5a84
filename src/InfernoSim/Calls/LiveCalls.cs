using System.Text;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.ResourceIds;
using InfernoSim.WebSockets;

namespace InfernoSim.Calls;

/// <summary>Finds the recorded call for one that carries live values, and takes over those that it is the first to show.</summary>
internal static class LiveCalls
{
    /// <summary>Whether a call may be one of an exchange's.</summary>
    /// <param name="scope">The exchange.</param>
    /// <param name="probe">The call.</param>
    public static bool MayMatch(ExchangeScope scope, CallProbe probe)
    {
        CallProbe known = Normalize(scope, probe);
        return Contains(scope, known) || Candidates(scope, known).Any(candidate => Contains(scope, candidate.Probe));
    }

    /// <summary>Whether a call is left in an exchange for this one that all it followed have come before.</summary>
    /// <param name="scope">The exchange.</param>
    /// <param name="probe">The call.</param>
    public static bool IsDue(ExchangeScope scope, CallProbe probe) => scope.Calls.IsDue(WithMoments(scope, Normalize(scope, probe)).Probe);

    /// <inheritdoc cref="ReplayedCalls.Match"/>
    /// <param name="scope">The exchange.</param>
    /// <param name="probe">The request.</param>
    /// <param name="decide">Decides whether the recorded call is answered now.</param>
    /// <param name="observer">Chooses a recorded call where none is equal; <see langword="null"/> in a replay that is judged.</param>
    public static PlannedCall? Match(ExchangeScope scope, CallProbe probe, Func<PlannedCall, int, bool> decide, IReplayObserver? observer = null)
    {
        CallProbe known = Normalize(scope, probe);
        if (!MakesValues(scope))
        {
            return scope.Calls.Match(known, decide, observer);
        }

        // One at a time: of two calls that both show a value first, the second has to see what the first has shown.
        lock (scope.Live.Matching)
        {
            (known, MessageMoments? moments) = WithMoments(scope, Normalize(scope, probe));
            bool isAnswered = false;
            if (scope.Calls.Match(known, (planned, attempt) => isAnswered = decide(planned, attempt), observer, onlyEqual: true) is { } match)
            {
                Keep(scope, match, known.Request, isAnswered);
                moments?.Keep(isAnswered && !scope.Live.Log.HasFaults);
                return match;
            }

            foreach (Candidate candidate in Candidates(scope, known))
            {
                (CallProbe timed, moments) = WithMoments(scope, candidate.Probe);
                PlannedCall? call = scope.Calls.Match(timed, (planned, attempt) => isAnswered = decide(planned, attempt), observer, onlyEqual: true);
                if (call is not null)
                {
                    Bind(scope, candidate, isAnswered);
                    moments?.Keep(isAnswered && !scope.Live.Log.HasFaults);
                    return call;
                }
            }

            return observer is null ? null : scope.Calls.Match(known, decide, observer);
        }
    }

    /// <summary>A call that matches nothing, as near to the recorded one as its live values allow, so that the report shows what else differs.</summary>
    /// <param name="scope">The exchange.</param>
    /// <param name="probe">The call.</param>
    public static CallProbe ForReport(ExchangeScope scope, CallProbe probe)
    {
        CallProbe known = Normalize(scope, probe);
        if (!MakesValues(scope) || scope.Exchange.CallIndex.Contains(known))
        {
            return WithMoments(scope, known, isForReport: true).Probe;
        }

        foreach (Candidate candidate in Candidates(scope, known))
        {
            PlannedCall planned = scope.Exchange.Calls[candidate.Call];
            if (IsToSamePlace(candidate.Probe, planned, scope))
            {
                Bind(scope, candidate, isFinal: false);
                return WithMoments(scope, candidate.Probe, isForReport: true).Probe;
            }
        }

        return WithMoments(scope, known, isForReport: true).Probe;
    }

    /// <summary>A call with recorded values in place of live ones.</summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange; -1 for the calls that belong to none.</param>
    /// <param name="recorded">The recorded calls that it may be.</param>
    /// <param name="probe">The call.</param>
    public static CallProbe Normalize(LiveValues live, int exchange, IReadOnlyList<PlannedCall> recorded, CallProbe probe)
    {
        IReadOnlyList<LiveChain> chains = live.Chains.Touching(exchange);
        List<TokenPair> pairs = live.ToRecorded(chains);
        LiveIds? ids = live.IdsOf(chains);
        return pairs.Count == 0 && ids is null ? probe : Replace(probe, pairs, ids, recorded);
    }

    private static CallProbe Normalize(ExchangeScope scope, CallProbe probe) => Normalize(scope.Live, scope.Exchange.Index, scope.Exchange.Calls, probe);

    /// <summary>The answer of a dependency, which gives back the values that it was given.</summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="call">The recorded call.</param>
    public static DependencyAnswer Answer(LiveValues live, int exchange, PlannedCall call)
    {
        DependencyAnswer answer = call.Answer();
        (List<TokenPair> pairs, MessageIds? ids) = ToLive(live, exchange, call);
        if (pairs.Count == 0 && ids is null)
        {
            return answer;
        }

        HeaderMap headers = LiveBody.Replace(answer.Headers, pairs);
        DependencyAnswer echoed = answer with { Headers = ids?.Headers(headers) ?? headers };
        return LiveBody.Replace(BodyContent.Of(answer.Body, answer.Headers), pairs, ids) is { } body
            ? echoed with { Headers = LiveBody.WithoutEncoding(echoed.Headers), Body = body }
            : echoed;
    }

    /// <summary>What a dependency says over a WebSocket in place of a recorded message, before all is said: it gives back the values that it was given by then.</summary>
    /// <param name="scope">The exchange.</param>
    /// <param name="call">The recorded call that this one is taken for.</param>
    /// <param name="place">The place of the message among those of the dependency, from 0.</param>
    /// <param name="heard">What the service has said so far.</param>
    public static SpokenMessage Say(ExchangeScope scope, PlannedCall call, int place, IReadOnlyList<SpokenMessage> heard)
    {
        SpokenMessage recorded = call.Conversation!.Came[place];
        BindForNow(scope, call, recorded, heard);
        (List<TokenPair> pairs, MessageIds? ids) = ToLive(scope.Live, scope.Exchange.Index, call);
        return LiveBody.Replace(BodyContent.OfJson(SpokenDocument.Of(place + 1, recorded)), pairs, ids) is { } document
            && SpokenDocument.TryRead(document, out IReadOnlyList<SpokenMessage>? messages) ? messages[0] : recorded;
    }

    // Which recorded call it is, is found out when all is said. Until then a value that the service gives stands for the recorded one where the
    // dependency is to repeat it.
    private static void BindForNow(ExchangeScope scope, PlannedCall call, SpokenMessage repeating, IReadOnlyList<SpokenMessage> heard)
    {
        LiveChain[] shown = [.. scope.Live.Chains.MadeIn(scope.Exchange.Index).Where(chain => chain.InCall?.Call == call.Index
            && !scope.Live.TryGet(chain, out _)
            && repeating.Content.Span.IndexOf(Encoding.UTF8.GetBytes(chain.Recorded!)) >= 0)];
        if (shown.Length == 0)
        {
            return;
        }

        DependencyRequest said = RequestOf(call) with { Body = SpokenDocument.Of(heard) };
        lock (scope.Live.Matching)
        {
            foreach (LiveChain chain in shown)
            {
                if (Read(chain, said) is { } value && scope.Live.Accepts(chain, value))
                {
                    scope.Live.TryBind(chain, value.Text, isFinal: false);
                }
            }
        }
    }

    private static (List<TokenPair> Pairs, MessageIds? Ids) ToLive(LiveValues live, int exchange, PlannedCall call)
    {
        IReadOnlyList<LiveChain> chains = live.Chains.Touching(exchange);
        return (live.ToLive(chains), live.IdsOf(chains) is { } given ? new MessageIds(UrlIds.SubjectOf(RecordedTarget.Of(call.Event).PathAndQuery), given.ToLive) : null);
    }

    private static bool Contains(ExchangeScope scope, CallProbe probe) => scope.Exchange.CallIndex.Contains(WithMoments(scope, probe).Probe);

    // As one of the recorded calls, so that a moment stands for the one of the very call that it is.
    private static (CallProbe Probe, MessageMoments? Moments) WithMoments(ExchangeScope scope, CallProbe probe, bool isForReport = false)
    {
        LiveMoments live = scope.Live.Moments;
        int exchange = scope.Exchange.Index;
        if (!live.Recorded.AreInCalls(exchange) || scope.Exchange.CallIndex.Contains(probe))
        {
            return (probe, null);
        }

        foreach (PlannedCall planned in scope.Exchange.Calls)
        {
            RecordedTarget target = RecordedTarget.Of(planned.Event);
            if ((planned.Event.Method ?? "GET") != probe.Request.Method || target.Authority != probe.Request.Authority || live.InCall(exchange, planned.Index) is not { } moments)
            {
                continue;
            }

            DependencyRequest request = Rewrite(probe.Request, new RecordedForm([], null, moments), [planned]);
            if (ReferenceEquals(request, probe.Request))
            {
                continue;
            }

            CallProbe timed = probe.WithMoments(request, moments.Texts, () => AsAgreed(probe.Agreed, live, planned));
            if (scope.Exchange.CallIndex.Contains(timed) || (isForReport && IsToSamePlace(timed, planned, scope)))
            {
                return (timed, moments);
            }
        }

        return (probe, null);
    }

    private static CallProbe AsAgreed(CallProbe probe, LiveMoments live, PlannedCall planned) =>
        probe.With(Rewrite(probe.Request, new RecordedForm([], null, live.Agreed()), [planned]), probe.Ids);

    private static bool IsToSamePlace(CallProbe probe, PlannedCall planned, ExchangeScope scope) =>
        probe.With(RequestOf(planned), scope.Exchange.TraceIds).Key(BodyKnowledge.Unknown) == probe.Key(BodyKnowledge.Unknown);

    private static bool MakesValues(ExchangeScope scope) => scope.Live.Moments.Recorded.AreInCalls(scope.Exchange.Index) || scope.Live.Chains.MadeIn(scope.Exchange.Index).Any(chain => chain.InCall is not null);

    // For each recorded call that shows values first, the request with them in place of what it has there.
    private static IEnumerable<Candidate> Candidates(ExchangeScope scope, CallProbe probe)
    {
        IEnumerable<IGrouping<int, LiveChain>> calls = scope.Live.Chains.MadeIn(scope.Exchange.Index)
            .Where(chain => chain.InCall is not null && !scope.Live.IsBound(chain))
            .GroupBy(chain => chain.InCall!.Value.Call!.Value)
            .OrderBy(group => group.Key);
        foreach (IGrouping<int, LiveChain> call in calls)
        {
            var values = new List<(LiveChain Chain, string Live)>();
            foreach (LiveChain chain in call)
            {
                if (Read(chain, probe.Request) is { } value && scope.Live.Accepts(chain, value))
                {
                    values.Add((chain, value.Text));
                }
            }

            if (values.Count == call.Count())
            {
                (LiveChain Chain, string Live)[] ids = [.. values.Where(value => value.Chain.Mechanism == ChainMechanism.Id)];
                List<TokenPair> pairs = [.. values.Except(ids).Select(value => new TokenPair(value.Live, value.Chain.Recorded!, value.Chain.Shape.Shape == ValueShape.Digits))];
                yield return new Candidate(call.Key, values, Replace(probe, pairs, ids.Length == 0 ? null : LiveIds.Of(ids), [scope.Exchange.Calls[call.Key]]));
            }
        }
    }

    private static void Bind(ExchangeScope scope, Candidate candidate, bool isFinal)
    {
        foreach ((LiveChain chain, string value) in candidate.Values)
        {
            scope.Live.TryBind(chain, value, isFinal);
        }
    }

    // The service made the very value that was recorded, or one that is new where it is not compared (in a header, or where a rule
    // ignores it), or shows for good what had been shown in a call that failed.
    private static void Keep(ExchangeScope scope, PlannedCall match, DependencyRequest request, bool isFinal)
    {
        foreach (LiveChain chain in scope.Live.Chains.MadeIn(scope.Exchange.Index))
        {
            if (chain.InCall?.Call == match.Index
                && !scope.Live.IsBound(chain)
                && Read(chain, request) is { } value
                && (value.Text == chain.Recorded || scope.Live.Accepts(chain, value)))
            {
                scope.Live.TryBind(chain, scope.Live.TryGet(chain, out string? live) ? live : value.Text, isFinal);
            }
        }
    }

    private static FoundValue? Read(LiveChain chain, DependencyRequest request) => (chain.IsFromCall ? chain.SourceId : chain.AlsoInCallId) is not { } source
        ? MessageValues.Read(chain.InCall!.Value.Place, request)
        : LiveIds.In(request).Where(id => id.IsAtPlaceOf(source)).Select(id => (FoundValue?)new FoundValue(id.Text, chain.InCall!.Value.Place, id.IsNumber)).FirstOrDefault();

    private static CallProbe Replace(CallProbe probe, List<TokenPair> pairs, LiveIds? ids, IReadOnlyList<PlannedCall> recorded)
    {
        DependencyRequest request = Rewrite(probe.Request, pairs, ids, isAgreed: false, recorded);
        return ids is not null ? probe.With(request, probe.Ids, () => probe.With(Rewrite(probe.Request, pairs, ids, isAgreed: true, recorded), probe.Ids))
            : ReferenceEquals(request, probe.Request) ? probe
            : probe.With(request, probe.Ids);
    }

    private static DependencyRequest Rewrite(DependencyRequest request, List<TokenPair> pairs, LiveIds? ids, bool isAgreed, IReadOnlyList<PlannedCall> recorded) =>
        Rewrite(request, new RecordedForm(pairs, ids?.In(UrlIds.SubjectOf(request.PathAndQuery), isAgreed)), recorded);

    private static DependencyRequest Rewrite(DependencyRequest request, RecordedForm form, IReadOnlyList<PlannedCall> recorded)
    {
        string target = form.Target(request.PathAndQuery, recorded.Select(call => RecordedTarget.Of(call.Event).PathAndQuery));
        ReadOnlyMemory<byte>? body = form.Body(BodyContent.Of(request.Body, request.Headers), recorded.Select(call => BodyContent.Of(call.Event.Body, call.Event.Headers)));
        HeaderMap headers = form.Headers(request.Headers, new HeaderMap(recorded.SelectMany(call => call.Event.Headers)));
        if (ReferenceEquals(target, request.PathAndQuery) && ReferenceEquals(headers, request.Headers) && body is null)
        {
            return request;
        }

        return request with
        {
            PathAndQuery = target,
            Body = body ?? request.Body,
            Headers = body is null ? headers : LiveBody.WithoutEncoding(headers),
        };
    }

    private static DependencyRequest RequestOf(PlannedCall call)
    {
        RecordedTarget target = RecordedTarget.Of(call.Event);
        return new DependencyRequest { Method = call.Event.Method ?? "GET", Scheme = target.Scheme, Authority = target.Authority, PathAndQuery = target.PathAndQuery };
    }

    /// <param name="Call">The recorded call that shows the values first.</param>
    /// <param name="Values">What this request has in their places.</param>
    /// <param name="Probe">The request with the recorded values.</param>
    private readonly record struct Candidate(int Call, IReadOnlyList<(LiveChain Chain, string Live)> Values, CallProbe Probe);
}
