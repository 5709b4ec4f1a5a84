using InfernoSim.Calls;
using InfernoSim.Faults;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Serving;

/// <summary>
/// Answers dependency calls from an incident that nobody replays: compared as in a replay, of equal recorded calls one after the other as they
/// were recorded, at the end the last again. What was recorded of no call is refused. Thread-safe.
/// </summary>
internal sealed class ServedCalls : IDependencyResponder
{
    // What goes on calling something that was not recorded calls any number of them.
    private const int MostUnmatched = 1000;

    private readonly ReplayPlan _plan;
    private readonly TimeProvider _time;
    private readonly FaultPlan _faults;
    private readonly CallAnswers _answers;
    private readonly PlannedCall[] _recorded;
    private readonly Lock _lock = new();
    private readonly Dictionary<PlannedCall, ServedCount> _counts = [];
    private readonly Dictionary<UnservedCall, long> _unmatched = [];
    private long _background;
    private long _unmatchedInAll;

    /// <param name="plan">What was recorded, and by which rules it is compared.</param>
    /// <param name="time">The clock.</param>
    public ServedCalls(ReplayPlan plan, TimeProvider time)
    {
        _plan = plan;
        _time = time;
        _faults = new FaultPlan(plan.Options.Faults, plan.Options.Seed);
        var recorder = new ReplayRecorder(plan, time);
        _answers = new CallAnswers(recorder, new CallTime(plan.Options.DependencyTime, time, recorder.Load), holdsOrder: false);
        _recorded = [.. plan.Exchanges.SelectMany(exchange => exchange.Calls).Concat(plan.UnattributedCalls).OrderBy(call => call.Start)];
    }

    /// <inheritdoc/>
    public async ValueTask<DependencyAnswer> AnswerAsync(DependencyRequest request, CancellationToken cancellationToken)
    {
        var probe = new CallProbe(request, OwnIds.Of(TraceContext.ReadTraceParentId(request.Headers)), _plan.Noise, new NoiseContext(_time.GetUtcNow()));
        if (Take(probe) is { } match)
        {
            return await _answers.AnswerAsync(match, cancellationToken);
        }

        if (AnswerUnexpected(probe) is { } answer)
        {
            Locked(() => _background++);
            return answer;
        }

        return Refuse(probe);
    }

    /// <inheritdoc/>
    public IReadOnlyList<RecordedDialogue> DialoguesOf(DependencyRequest head)
    {
        lock (_lock)
        {
            return [.. _plan.Dialogues.Of(head)
                .OrderBy(call => CountOf(call).Answered > 0)
                .Select(call => _plan.DialogueOf(call, head))];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<AnsweredConversation> ConversationsOf(DependencyRequest head)
    {
        lock (_lock)
        {
            return [.. _plan.Dialogues.WebSocketsOf(head)
                .Where(call => call is { Conversation: not null, WhyUnanswerable: null })
                .OrderBy(call => CountOf(call).Answered > 0)
                .Select(call => new AnsweredConversation(call.Conversation!, call.Answer()))];
        }
    }

    /// <summary>Begins anew: nothing has been called.</summary>
    public void Reset() => Locked(() =>
    {
        _counts.Clear();
        _unmatched.Clear();
        (_background, _unmatchedInAll) = (0, 0);
    });

    /// <summary>What has been called so far.</summary>
    public ServingReceipt Receipt()
    {
        lock (_lock)
        {
            return new ServingReceipt
            {
                Incident = _plan.IncidentName,
                Counts = [.. _recorded.Select(call => (call, CountOf(call)))],
                Unmatched = [.. _unmatched.Select(entry => entry.Key with { Count = entry.Value })],
                UnmatchedCount = _unmatchedInAll,
                Background = _background,
            };
        }
    }

    private MatchedCall? Take(CallProbe probe)
    {
        PlannedCall[] equal = [.. Equal(probe).OrderBy(call => call.Start)];
        if (equal.Length == 0)
        {
            return null;
        }

        lock (_lock)
        {
            PlannedCall call = equal.FirstOrDefault(call => CountOf(call).Answered == 0) ?? equal[^1];
            ServedCount count = CountOf(call);
            FaultDecision decision = _faults.Decide(
                probe.Request.Authority, probe.Request.Scheme, 0, new CallIdentity(call.Exchange, call.Index), (int)(count.Answered + count.Failed), probe.Request.Method, probe.Request.PathAndQuery);
            _counts[call] = decision.Effect == FaultEffect.None ? count with { Answered = count.Answered + 1 } : count with { Failed = count.Failed + 1 };
            return new MatchedCall(call, decision, null, null, 0, probe.Request);
        }
    }

    private IEnumerable<PlannedCall> Equal(CallProbe probe)
    {
        foreach (PlannedExchange exchange in _plan.Exchanges)
        {
            foreach (int call in First(exchange.CallIndex, probe))
            {
                yield return exchange.Calls[call];
            }
        }

        foreach (int call in First(_plan.UnattributedIndex, probe))
        {
            yield return _plan.UnattributedCalls[call];
        }
    }

    private static int[] First(CallIndex index, CallProbe probe) => index.Find(probe).Select(index.CallsOf).FirstOrDefault([]);

    // What background work called, and what a rule ignores, is expected of nobody.
    private DependencyAnswer? AnswerUnexpected(CallProbe probe) =>
        _plan.Noise?.RuleOf(probe.Request) is null ? _plan.Background.Answer(probe) : _plan.Ignored.Answer(probe);

    private DependencyAnswer Refuse(CallProbe probe)
    {
        CallDifference? difference = CallDifference.Nearest(
            probe.Compared, _recorded.Select(call => probe.AsCompared(call.Event, OwnIds.None)), new TraceNoise(OwnIds.None, probe.Ids), HeadersOf);
        var unserved = UnservedCall.Of(probe.Request, difference);
        Locked(() =>
        {
            _unmatchedInAll++;
            if (_unmatched.TryGetValue(unserved, out long count) || _unmatched.Count < MostUnmatched)
            {
                _unmatched[unserved] = count + 1;
            }
        });
        return Refusal.Of(probe.Request, "no recorded call matches", difference is null ? null : CallDisplay.Of(difference.Recorded), difference);

        (HeaderDifference?, int) HeadersOf(int position)
        {
            PlannedCall recorded = _recorded[position];
            CallIndex index = recorded.Exchange >= 0 && _plan.Find(recorded.Exchange) is { } exchange ? exchange.CallIndex : _plan.UnattributedIndex;
            CallHeaderResult headers = index.CompareHeaders(recorded.Index, probe);
            return (headers.Difference, headers.Differences);
        }
    }

    private ServedCount CountOf(PlannedCall call) => _counts.GetValueOrDefault(call);

    private void Locked(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }
}
