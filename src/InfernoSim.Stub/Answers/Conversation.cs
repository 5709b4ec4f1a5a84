using InfernoSim.Matching;
using InfernoSim.Responses;
using InfernoSim.WebSockets;

namespace InfernoSim.Stub.Answers;

/// <summary>
/// A call that became a WebSocket: what the dependency said is sent once the caller has said as much as it had by then in the incident. When
/// it has said all, that is matched as the body of any other call.
/// </summary>
/// <param name="head">The call, without what is said.</param>
/// <param name="recorded">The recorded calls that it may be; at least one.</param>
/// <param name="answers">Answers calls.</param>
internal sealed class Conversation(DependencyRequest head, IReadOnlyList<AnsweredConversation> recorded, StubAnswers answers)
{
    private const int BufferSize = 16 * 1024;

    private readonly List<SpokenMessage> _heard = [];
    private AnsweredConversation? _taken;
    private IReadOnlyList<SpokenMessage> _says = [];
    private int _said;
    private int _asked = -1;

    // How many of the messages that were heard are those of what is taken.
    private int _alike;

    /// <summary>Holds the conversation to its end.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <returns>Whether it went as a recorded one; otherwise the connection is to be torn down.</returns>
    public async Task<bool> RunAsync(Stream connection, CancellationToken cancellationToken)
    {
        var pings = new Queue<ReadOnlyMemory<byte>>();
        var reader = new FrameReader(ObservedBody.Limit, _heard.Add, inflater: null, pings.Enqueue);
        try
        {
            return await ConverseAsync(connection, reader, pings, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return await LeaveAsync(reader);
        }
    }

    private async Task<bool> ConverseAsync(Stream connection, FrameReader reader, Queue<ReadOnlyMemory<byte>> pings, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        while (true)
        {
            Choose();
            if (HasSaidAll && !await AskAsync(cancellationToken))
            {
                return false;
            }

            if (IsDue)
            {
                SpokenMessage next = _asked < 0 ? _taken!.Say(_said, _heard) : _says[_said];
                _said++;
                if (next.IsEnd)
                {
                    return await LeaveAsync(reader);
                }

                await connection.WriteAsync(FrameWriter.Of(next, isClient: false), cancellationToken);
                await connection.FlushAsync(cancellationToken);
                continue;
            }

            if (reader.IsClosed)
            {
                return await LeaveAsync(reader);
            }

            int read = await connection.ReadAsync(buffer, cancellationToken);
            reader.Read(buffer.AsSpan(0, read));
            if (read == 0 || reader.Problem is not null)
            {
                return await LeaveAsync(reader);
            }

            while (pings.TryDequeue(out ReadOnlyMemory<byte> ping))
            {
                await connection.WriteAsync(FrameWriter.Pong(ping.Span, isClient: false), cancellationToken);
                await connection.FlushAsync(cancellationToken);
            }
        }
    }

    // Whether there is nothing more to come for what was recorded, so that it can be told whether that is it.
    private bool HasSaidAll => _asked < 0 && _taken is not null && _heard.Count >= _taken.Recorded.Sent.Count;

    private bool IsDue => _taken is not null && _said < _says.Count && _taken.Recorded.SentBefore(_said) <= _heard.Count;

    // By what is said so far. Where that is none of what was recorded, it may be a value that changes, which is told when all is said.
    private void Choose()
    {
        if (_taken is not null && (_asked >= 0 || IsStillLike(_taken)))
        {
            return;
        }

        AnsweredConversation[] alike = [.. recorded.Where(IsLike)];
        AnsweredConversation[] due = [.. alike.Where(other => _heard.Count >= other.Recorded.Sent.Count || (_said < other.Recorded.Came.Count && other.Recorded.SentBefore(_said) <= _heard.Count))];
        if (due.Length > 0)
        {
            Take(due);
        }
        else if (alike.Length == 0 && _taken is null)
        {
            Take(recorded);
        }
    }

    private void Take(IReadOnlyList<AnsweredConversation> candidates)
    {
        _taken = candidates.FirstOrDefault(candidate => candidate.TryBegin()) ?? candidates[0];
        _says = _taken.Recorded.Came;
        _alike = 0;
    }

    // What was looked at before is not looked at again with each message, and what is said is the recorded one's own.
    private bool IsStillLike(AnsweredConversation taken)
    {
        while (_alike < _heard.Count && _alike < taken.Recorded.Sent.Count && taken.Recorded.Sent[_alike].IsSame(_heard[_alike]))
        {
            _alike++;
        }

        return _alike == _heard.Count;
    }

    private bool IsLike(AnsweredConversation other) =>
        BeginsWith(other.Recorded.Sent, _heard, _heard.Count) && (_said == 0 || BeginsWith(other.Recorded.Came, _says, _said));

    private static bool BeginsWith(IReadOnlyList<SpokenMessage> messages, IReadOnlyList<SpokenMessage> beginning, int length) =>
        messages.Count >= length && messages.Take(length).Zip(beginning).All(pair => pair.First.IsSame(pair.Second));

    // The caller is gone, or has been left: what it said is all that it will have said.
    private async Task<bool> LeaveAsync(FrameReader reader)
    {
        if (!reader.IsClosed && _taken?.Recorded is not { IsEnded: true, IsLeft: false })
        {
            _heard.Add(SpokenMessage.End);
        }

        // Where the recording ended before the connection did, so it may.
        bool isKnown = _asked == _heard.Count || (_asked == _heard.Count - 1 && !_taken!.Recorded.IsLeft && _heard[^1].Kind == MessageKind.Close);
        return isKnown || await AskAsync(CancellationToken.None);
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        _asked = _heard.Count;
        DependencyAnswer answer = await answers.AskSpokenAsync(head with { Body = SpokenDocument.Of(_heard) }, cancellationToken);
        if (answer.Status != 101 || answer.Abort || !SpokenDocument.TryRead(answer.Body, out IReadOnlyList<SpokenMessage>? says))
        {
            return false;
        }

        // Another recorded one may have begun as this one did. Where it is none of them, values were put into it that the caller knows.
        AnsweredConversation? found = recorded.FirstOrDefault(other => other.Answer.Body.Span.SequenceEqual(answer.Body.Span));
        if (found is null ? says.Count != _says.Count : !BeginsWith(says, _says, _said))
        {
            return false;
        }

        (_taken, _says) = (found ?? _taken, says);
        return true;
    }
}
