using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.ResourceIds;

namespace InfernoSim.Replay;

/// <summary>What one worker sends in place of a recorded request: the recorded one, with the values that the service gave this worker.</summary>
internal sealed class LiveRequest
{
    private readonly List<TokenPair> _pairs;
    private readonly MessageIds? _ids;
    private readonly LiveMoments? _moments;

    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange.</param>
    public LiveRequest(LiveValues live, PlannedExchange exchange)
        : this(live, exchange, exchange.AsksForWebSocket ? ReadOnlyMemory<byte>.Empty : exchange.RequestBody())
    {
        foreach (LiveChain chain in live.Chains.SentIn(exchange.Index))
        {
            AddGiven(chain, live, exchange);
            if (IsPutIn(chain, live))
            {
                live.Log.CountRequest(chain);
            }
        }
    }

    /// <summary>With a part of the body in place of all of it: of a WebSocket one message, once it is due.</summary>
    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="recorded">The part.</param>
    public LiveRequest(LiveValues live, PlannedExchange exchange, ReadOnlyMemory<byte> recorded)
    {
        IReadOnlyList<LiveChain> chains = live.Chains.SentIn(exchange.Index);
        _pairs = live.ToLive(chains);
        _ids = live.IdsOf(chains) is { } ids ? new MessageIds(UrlIds.SubjectOf(exchange.Target), ids.ToLive) : null;
        Target = _pairs.Count == 0 ? exchange.Target : TokenText.Replace(exchange.Target, _pairs, TextKind.Url);
        Target = _ids?.Target(Target) ?? Target;
        _moments = live.Moments.Recorded.AreInRequest(exchange.Index) ? live.Moments : null;
        Target = _moments?.ToLive(Target) ?? Target;
        Body = recorded;
        var content = BodyContent.Of(Body, exchange.Recorded.Request.Headers);
        if (LiveBody.Replace(content, _pairs, _ids) is { } body)
        {
            (Body, IsDecoded) = (body, true);
        }

        if (_moments is not null && LiveBody.Replace(IsDecoded ? content.Decoded(Body) : content, _moments) is { } timed)
        {
            (Body, IsDecoded) = (timed, true);
        }
    }

    /// <summary>Path and query.</summary>
    public string Target { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Whether the body is sent without the encoding it had in the incident.</summary>
    public bool IsDecoded { get; }

    /// <summary>Headers that capture redacted, with the values that the service gave.</summary>
    public List<KeyValuePair<string, string>> Given { get; } = [];

    /// <summary>The values of a recorded header as they are sent.</summary>
    /// <param name="name">The header.</param>
    /// <param name="recorded">The recorded values.</param>
    public IReadOnlyList<string> Header(string name, IReadOnlyList<string> recorded)
    {
        IReadOnlyList<string> values = _pairs.Count == 0 ? recorded : LiveBody.Replace(recorded, _pairs);
        values = _ids?.Header(name, values) ?? values;
        return _moments is null || !RecordedMoments.MayBeIn(name) ? values : [.. values.Select(_moments.ToLive)];
    }

    /// <summary>Whether another value stands in place of a chain's recorded one; that of a cookie is put in elsewhere.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="live">The worker's values.</param>
    public static bool IsPutIn(LiveChain chain, LiveValues live) =>
        chain.Mechanism != ChainMechanism.Cookie && live.TryGet(chain, out string? value) && value != chain.Recorded;

    private void AddGiven(LiveChain chain, LiveValues live, PlannedExchange exchange)
    {
        foreach (ChainEnd sink in chain.Sinks)
        {
            if (sink is { Call: null, IsResponse: false, Place.Part: MessagePart.Header }
                && sink.Exchange == exchange.Index
                && exchange.Headers.Lacking.Contains(sink.Place.Name, StringComparer.OrdinalIgnoreCase)
                && live.TryGet(chain, out string? value)
                && exchange.Recorded.Request.Headers.TryGetFirst(sink.Place.Name, out string? recorded))
            {
                Given.Add(new(sink.Place.Name, Redaction.Fill(recorded, value)));
            }
        }
    }
}
