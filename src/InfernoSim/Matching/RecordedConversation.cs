using System.Diagnostics.CodeAnalysis;
using InfernoSim.Incidents;
using InfernoSim.WebSockets;

namespace InfernoSim.Matching;

/// <summary>What both sides of a WebSocket said in the incident, and after what of the other side. Immutable.</summary>
internal sealed class RecordedConversation
{
    private const string Note = "note";

    private readonly IReadOnlyList<MessageTime> _times;
    private readonly List<int> _cameBefore = [];
    private readonly List<long> _sentAfter = [];
    private readonly List<int> _sentBefore = [];
    private readonly List<long> _cameAfter = [];

    private RecordedConversation(IReadOnlyList<SpokenMessage> sent, IReadOnlyList<SpokenMessage> came, IReadOnlyList<MessageTime> times)
    {
        (Sent, Came, _times) = (sent, came, times);
        long last = -1;
        foreach (MessageTime time in times)
        {
            // A clock may stand still from one message to the next, and the order is known all the same.
            last = Math.Max(time.AfterNanoseconds, last + 1);
            if (time.Came > _sentBefore.Count)
            {
                _sentBefore.Add(_cameBefore.Count);
                _cameAfter.Add(last);
            }
            else
            {
                _cameBefore.Add(_sentBefore.Count);
                _sentAfter.Add(last);
            }
        }
    }

    /// <summary>What the side said that asked for the connection.</summary>
    public IReadOnlyList<SpokenMessage> Sent { get; }

    /// <summary>What the side said that was asked.</summary>
    public IReadOnlyList<SpokenMessage> Came { get; }

    /// <summary>Whether the side that asked closed the connection, or left it.</summary>
    public bool IsLeft => Sent is [.., { Kind: MessageKind.Close }];

    /// <summary>Whether the side that was asked closed the connection, or left it.</summary>
    public bool IsEnded => Came is [.., { Kind: MessageKind.Close }];

    /// <summary>
    /// Whether the side that asked closed the connection, or left it, and it was not seen how the other one answers that: then it was gone
    /// before there was an answer.
    /// </summary>
    public bool IsAnswerToCloseUnknown => IsLeft && (Sent[^1].IsEnd || !IsEnded || (Came[^1].IsEnd && SentBefore(Came.Count - 1) == Sent.Count));

    /// <summary>Whether an event is a connection that became a WebSocket, and holds what was said.</summary>
    /// <param name="e">An outbound call, or a response of the service.</param>
    public static bool Is(IncidentEvent e)
    {
        bool isResponse = e.Type == IncidentEventType.InboundResponse;
        return WebSocketHandshake.IsAccepted(e.Status, isResponse ? e.Headers : e.ResponseHeaders)
            && (isResponse ? e.Body : e.ResponseBody).Size > 0
            && e.UnknownFields.All(field => field.Key != Note);
    }

    /// <summary>What was said in an exchange.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="conversation">All of it.</param>
    /// <returns>Whether it is all there, and can be read.</returns>
    public static bool TryRead(RecordedExchange exchange, [NotNullWhen(true)] out RecordedConversation? conversation) =>
        TryRead(exchange.Response, exchange.Request.Body, exchange.Response?.Body, out conversation);

    /// <summary>What was said in a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="conversation">All of it.</param>
    /// <returns>Whether it is all there, and can be read.</returns>
    public static bool TryRead(IncidentEvent call, [NotNullWhen(true)] out RecordedConversation? conversation) =>
        TryRead(call, call.Body, call.ResponseBody, out conversation);

    /// <summary>How many messages of the side that was asked came before one of the other side.</summary>
    /// <param name="sent">The place of that one, from 0.</param>
    public int CameBefore(int sent) => sent < _cameBefore.Count ? _cameBefore[sent] : Came.Count;

    /// <summary>How many messages of the side that asked were sent before one of the other side.</summary>
    /// <param name="came">The place of that one, from 0.</param>
    public int SentBefore(int came) => came < _sentBefore.Count ? _sentBefore[came] : Sent.Count;

    /// <summary>When a message of the side that asked was sent, in nanoseconds since the connection was asked for.</summary>
    /// <param name="sent">Its place, from 0.</param>
    public long SentAfter(int sent) => sent < _sentAfter.Count ? _sentAfter[sent] : 0;

    /// <summary>When a message of the side that was asked came, in nanoseconds since the connection was asked for; <see langword="null"/> where that is not known.</summary>
    /// <param name="came">Its place, from 0.</param>
    public long? CameAfter(int came) => came < _cameAfter.Count ? _cameAfter[came] : null;

    /// <summary>How many messages of each side had passed at a moment.</summary>
    /// <param name="afterNanoseconds">The moment, in nanoseconds since the connection was asked for.</param>
    public (int Sent, int Came) By(long afterNanoseconds)
    {
        int all = 0;
        while (all < _times.Count && _times[all].AfterNanoseconds < afterNanoseconds)
        {
            all++;
        }

        int came = all == 0 ? 0 : (int)_times[all - 1].Came;
        return (all - came, came);
    }

    private static bool TryRead(IncidentEvent? end, RecordedBody request, RecordedBody? response, [NotNullWhen(true)] out RecordedConversation? conversation)
    {
        conversation = end is not null
            && Is(end)
            && request.IsComplete
            && response!.IsComplete
            && SpokenDocument.TryRead(request.GetBytes(), out IReadOnlyList<SpokenMessage>? sent)
            && SpokenDocument.TryRead(response.GetBytes(), out IReadOnlyList<SpokenMessage>? came)
            ? new RecordedConversation(sent, came, end.Messages)
            : null;
        return conversation is not null;
    }
}
