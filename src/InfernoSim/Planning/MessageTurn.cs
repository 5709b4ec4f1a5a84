using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Planning;

/// <summary>A moment of a stream of gRPC at which the client went on only after a part of the response, in messages: another run may say the same in other bytes.</summary>
/// <param name="Sent">How many messages of the request had been sent.</param>
/// <param name="Came">How many messages of the response had come; 0 for its headers alone.</param>
internal readonly record struct MessageTurn(int Sent, int Came)
{
    /// <summary>The moments of an exchange.</summary>
    /// <param name="recorded">The exchange.</param>
    /// <returns>None where the client waited for nothing, or where that is not known of whole messages.</returns>
    public static IReadOnlyList<MessageTurn> Of(RecordedExchange recorded)
    {
        if (recorded.Response is not { Turns: { Count: > 0 } turns } response || !recorded.Request.Body.IsComplete)
        {
            return [];
        }

        ReadOnlyMemory<byte> request = recorded.Request.Body.GetBytes();
        if (GrpcMessages.EndOf(request.Span, int.MaxValue, out _) != request.Length)
        {
            return [];
        }

        var sent = new Place(request);
        var came = new Place(response.Body.GetBytes());
        return [.. turns.Select(turn => new MessageTurn(sent.Reach(turn.Sent), came.Reach(turn.Came)))];
    }

    /// <summary>Goes through a body message by message.</summary>
    private sealed class Place(ReadOnlyMemory<byte> body)
    {
        private int _end;
        private int _messages;

        public int Reach(long bytes)
        {
            _end += GrpcMessages.EndOf(body.Span[_end..(int)Math.Clamp(bytes, _end, body.Length)], int.MaxValue, out int more);
            return _messages += more;
        }
    }
}
