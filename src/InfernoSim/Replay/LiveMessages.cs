using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Planning;
using InfernoSim.Responses;
using InfernoSim.WebSockets;

namespace InfernoSim.Replay;

/// <summary>
/// What one worker says over a WebSocket in place of the recorded messages: those, with the values that the service has given this worker by
/// then, be it in a message of the same connection.
/// </summary>
internal sealed class LiveMessages
{
    private readonly LiveValues _live;
    private readonly PlannedExchange _exchange;
    private readonly RecordedConversation _recorded;
    private readonly bool _mayDiffer;
    private readonly bool _hasMoments;

    // By the message that gives them; those of the header fields by 0.
    private readonly ILookup<int, (LiveChain Chain, ValuePlace Place)> _made;
    private readonly HashSet<LiveChain> _counted;

    /// <param name="live">The worker's values.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="recorded">What was said in the incident.</param>
    public LiveMessages(LiveValues live, PlannedExchange exchange, RecordedConversation recorded)
    {
        (_live, _exchange, _recorded) = (live, exchange, recorded);
        IReadOnlyList<LiveChain> sent = live.Chains.SentIn(exchange.Index);
        _mayDiffer = sent.Count > 0 || live.Moments.Recorded.AreInRequest(exchange.Index);
        _hasMoments = live.Moments.Recorded.AreInResponse(exchange.Index);
        _made = live.Chains.MadeIn(exchange.Index)
            .Where(chain => !chain.IsFromCall)
            .Select(chain => (Chain: chain, chain.Source.Place))
            .Concat(live.Chains.SaidIn(exchange.Index))
            .ToLookup(made => made.Place.Message);
        _counted = [.. sent.Where(chain => LiveRequest.IsPutIn(chain, live))];
    }

    /// <summary>The service has accepted the connection.</summary>
    /// <param name="headers">The header fields of its response.</param>
    public void Accept(HeaderMap headers) => Take(0, headers, ReadOnlyMemory<byte>.Empty);

    /// <summary>The service says something.</summary>
    /// <param name="number">The number of the message, from 1.</param>
    /// <param name="message">The message.</param>
    public void Hear(int number, SpokenMessage message)
    {
        if (_made.Contains(number))
        {
            Take(number, HeaderMap.Empty, SpokenDocument.Of(number, message));
        }

        if (_hasMoments && number <= _recorded.Came.Count)
        {
            LiveResponses.TakeMoments(_live, _exchange.Index, SpokenDocument.Of(number, message), SpokenDocument.Of(number, _recorded.Came[number - 1]));
        }
    }

    /// <summary>What is said now.</summary>
    /// <param name="place">The place of the message among those of the client, from 0.</param>
    public SpokenMessage Say(int place)
    {
        SpokenMessage recorded = _recorded.Sent[place];
        if (!_mayDiffer)
        {
            return recorded;
        }

        var sent = new LiveRequest(_live, _exchange, SpokenDocument.Of(place + 1, recorded));
        if (!sent.IsDecoded || !SpokenDocument.TryRead(sent.Body, out IReadOnlyList<SpokenMessage>? messages))
        {
            return recorded;
        }

        foreach (LiveChain chain in _live.Chains.SentIn(_exchange.Index))
        {
            if (chain.Sinks.Any(sink => IsIn(sink, place + 1)) && LiveRequest.IsPutIn(chain, _live) && _counted.Add(chain))
            {
                _live.Log.CountRequest(chain);
            }
        }

        return messages[0];
    }

    private bool IsIn(ChainEnd sink, int message) => sink is { Call: null, IsResponse: false } && sink.Exchange == _exchange.Index && sink.Place.Message == message;

    private void Take(int message, HeaderMap headers, ReadOnlyMemory<byte> document)
    {
        (LiveChain, ValuePlace)[] made = [.. _made[message]];
        if (made.Length > 0)
        {
            LiveResponses.Take(_live, _exchange, made, headers, document);
        }
    }
}
