using System.Collections.Frozen;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Healing;

/// <summary>
/// Collects what comes in several replays by one worker. A dependency call that no recorded one equals is answered from the
/// one to the same resource that it has most values in common with, so that the service gets on.
/// </summary>
/// <param name="plan">The replays.</param>
/// <param name="time">Says when something came.</param>
internal sealed class HealObserver(ReplayPlan plan, TimeProvider time) : IReplayObserver
{
    private readonly NoiseFacts _facts = NoiseFacts.Of(plan.Incident, new ProtectedNames(plan.Options.Protected));
    private readonly Lock _lock = new();
    private readonly List<Dictionary<(int Exchange, int Call), SeenContent>> _replays = [];

    /// <summary>Begins the next replay.</summary>
    public void BeginReplay() => _replays.Add([]);

    /// <inheritdoc/>
    public PlannedCall? Choose(PlannedExchange exchange, IReadOnlyList<PlannedCall> open, CallProbe probe)
    {
        IReadOnlyDictionary<Position, ObservedValue>? wanted = null;
        PlannedCall? nearest = null;
        int most = -1;
        foreach (PlannedCall call in open.Where(call => IsSameResource(call, probe.Request)))
        {
            wanted ??= ComparedValues.Of(ContentOf(probe.Compared, probe.Ids, time.GetUtcNow()), FrozenSet<string>.Empty);
            IncidentEvent recorded = probe.AsCompared(call.Event, exchange.TraceIds);
            IReadOnlyDictionary<Position, ObservedValue> values = ComparedValues.Of(ContentOf(recorded, exchange.TraceIds), FrozenSet<string>.Empty);
            int same = wanted.Count(value => values.TryGetValue(value.Key, out ObservedValue? other) && other.Kind == value.Value.Kind && other.Text == value.Value.Text);
            (nearest, most) = same > most ? (call, same) : (nearest, most);
        }

        return nearest;
    }

    /// <inheritdoc/>
    public void Called(ReplayAddress address, PlannedExchange exchange, PlannedCall call, CallProbe probe) => Add(
        (exchange.Index, call.Index),
        ContentOf(probe.Request, ReplayedIds(probe.Request.Headers), time.GetUtcNow()),
        exchange.CallIndex.CompareHeaders(call.Index, probe).Names);

    /// <inheritdoc/>
    public void Responded(ReplayAddress address, PlannedExchange exchange, ObservedResponse response)
    {
        if (response.Failure == ResponseFailure.None)
        {
            RecordedExchange recorded = exchange.Recorded;
            bool hasBody = HasBody(recorded) && response.Body.IsWhole;
            HeaderMap headers = RecordedResponse.CanCompareHeaders(recorded) ? response.Headers : ForBody(response.Headers);
            Add((exchange.Index, -1), new MessageContent(response.Status, headers, "", "", hasBody ? response.Body.Bytes : default, TraceIdOf?.Invoke(address) ?? OwnIds.None, response.At ?? time.GetUtcNow()));
        }
    }

    /// <summary>Gives the ids that a replayed exchange goes by.</summary>
    public Func<ReplayAddress, OwnIds>? TraceIdOf { get; set; }

    /// <summary>What was recorded and what came.</summary>
    public IReadOnlyList<HealMessage> Messages()
    {
        lock (_lock)
        {
            return [.. plan.Exchanges.SelectMany(MessagesOf)];
        }
    }

    private IEnumerable<HealMessage> MessagesOf(PlannedExchange exchange)
    {
        foreach (PlannedCall call in exchange.Calls)
        {
            RecordedTarget target = RecordedTarget.Of(call.Event);
            bool isBodyKnown = CallKey.KnowledgeOf(call.Event) == BodyKnowledge.Exact;
            if (DependencyName.TryParse(target.Authority, out DependencyName? dependency))
            {
                yield return new HealMessage(
                    $"exchange {exchange.Index + 1} ({exchange.Display}), dependency call {call.Index + 1} ({call.Display})",
                    call.Event.Method ?? "GET", target.PathAndQuery, new Callee(dependency, target.Scheme), ContentOf(call.Event, exchange.TraceIds),
                    [.. Seen((exchange.Index, call.Index)).Select(seen => isBodyKnown ? seen : seen with { Content = seen.Content is { } content ? content with { Body = default } : null })])
                {
                    Address = (exchange.Index, call.Index),
                    Facts = _facts,
                    Lens = plan.Options.Lens,
                    Messages = GrpcMessages.Of(plan.Options.Messages?.RequestOf(target.PathAndQuery)),
                };
            }
        }

        RecordedExchange recorded = exchange.Recorded;
        if (RecordedResponse.CanCompare(recorded))
        {
            HeaderMap headers = RecordedResponse.CanCompareHeaders(recorded) ? recorded.Response!.Headers : ForBody(recorded.Response!.Headers);
            var content = new MessageContent(
                recorded.Response!.Status, headers, "", "", HasBody(recorded) ? exchange.ResponseBody() : default, exchange.TraceIds, recorded.Response.Timestamp.ToDateTimeOffset());
            yield return new HealMessage($"exchange {exchange.Index + 1} ({exchange.Display})", exchange.Method, exchange.Target, null, content, Seen((exchange.Index, -1)))
            {
                Address = (exchange.Index, null),
                Facts = _facts,
                Lens = plan.Options.Lens,
                Messages = GrpcMessages.Of(plan.Options.Messages?.ResponseOf(exchange.Target)),
            };
        }
    }

    private SeenContent[] Seen((int, int) message) => [.. _replays.Select(replay => replay.GetValueOrDefault(message) ?? new SeenContent((MessageContent?)null))];

    private void Add((int, int) message, MessageContent content, IReadOnlyList<string>? headers = null)
    {
        lock (_lock)
        {
            _replays[^1].TryAdd(message, new SeenContent(content) { Headers = headers ?? [] });
        }
    }

    private static bool HasBody(RecordedExchange recorded) =>
        RecordedResponse.CanCompareBody(recorded) && recorded.Response!.Body is { IsComplete: true } or { IsRedacted: true };

    private static HeaderMap ForBody(HeaderMap headers) => new(headers.Where(field =>
        field.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || field.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)));

    private static OwnIds ReplayedIds(HeaderMap headers) => OwnIds.Of(TraceContext.ReadExchangeId(headers) ?? TraceContext.ReadTraceParentId(headers));

    private static MessageContent ContentOf(DependencyRequest request, OwnIds ids, DateTimeOffset at) =>
        new(0, request.Headers, RequestTarget.PathOf(request.PathAndQuery), RequestTarget.QueryOf(request.PathAndQuery), request.Body, ids, at);

    private static MessageContent ContentOf(IncidentEvent call, OwnIds ids) => new(
        0,
        call.Headers,
        RequestTarget.PathOf(RecordedTarget.Of(call).PathAndQuery),
        RequestTarget.QueryOf(RecordedTarget.Of(call).PathAndQuery),
        CallKey.KnowledgeOf(call) == BodyKnowledge.Exact ? call.Body.GetBytes() : default,
        ids,
        call.Timestamp.ToDateTimeOffset());

    // Also one whose path differs in what is new each time.
    private static bool IsSameResource(PlannedCall call, DependencyRequest request)
    {
        RecordedTarget target = RecordedTarget.Of(call.Event);
        return (call.Event.Method ?? "GET") == request.Method
            && Authority.Of(target.Authority, target.Scheme) == Authority.Of(request.Authority, request.Scheme)
            && ArePathsAlike(RequestTarget.PathOf(target.PathAndQuery), RequestTarget.PathOf(request.PathAndQuery));
    }

    private static bool ArePathsAlike(string recorded, string came) =>
        recorded == came || (recorded.Count(c => c == '/') == came.Count(c => c == '/') && FreshTemplate.Of([recorded, came], parts => FormFinder.Of(parts, [], TimeSpan.Zero, mayCount: true)) is not null);
}
