using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.LiveState;

/// <summary>
/// When the values of a recorded exchange, or of a dependency call, passed, in nanoseconds since the Unix epoch: with the request, at the end of
/// the response, or, of a WebSocket, with the message that they are in.
/// </summary>
internal sealed class PassingTimes
{
    private readonly long _start;
    private readonly long _end;
    private readonly RecordedConversation? _said;

    private PassingTimes(long start, long end, RecordedConversation? said) => (_start, _end, _said) = (start, end, said);

    /// <summary>Those of an exchange.</summary>
    /// <param name="exchange">The exchange.</param>
    public static PassingTimes Of(RecordedExchange exchange) => new(
        exchange.Request.Timestamp.UnixNanoseconds,
        exchange.Response is null ? long.MaxValue : ValueOccurrences.EndOf(exchange),
        RecordedConversation.TryRead(exchange, out RecordedConversation? said) ? said : null);

    /// <summary>Those of a dependency call.</summary>
    /// <param name="call">The call.</param>
    public static PassingTimes Of(IncidentEvent call) => new(
        call.Timestamp.UnixNanoseconds,
        call.Timestamp.UnixNanoseconds + call.DurationNanoseconds,
        RecordedConversation.TryRead(call, out RecordedConversation? said) ? said : null);

    /// <summary>Whether each message has its own.</summary>
    public bool AreOfWebSocket => _said is not null;

    /// <summary>When a value of the side that asked passed.</summary>
    /// <param name="place">Where it is.</param>
    public long OfRequest(ValuePlace place) => _said is not null && place.Message is > 0 and var message ? _start + _said.SentAfter(message - 1) : _start;

    /// <summary>When a value of the side that was asked had passed.</summary>
    /// <param name="place">Where it is.</param>
    public long OfResponse(ValuePlace place)
    {
        if (_said is null)
        {
            return _end;
        }

        // What stands in the header fields was there before the first message.
        return place.Message is > 0 and var message ? _start + _said.CameAfter(message - 1) ?? _end : _start + 1;
    }
}
