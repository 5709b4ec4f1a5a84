using InfernoSim.Recording;
using InfernoSim.WebSockets;

namespace InfernoSim.Capture.Forwarding;

/// <summary>
/// The connection to a target that became a WebSocket. Every byte passes as it comes, in both directions; what the messages are is read along.
/// One side may be read while the other one is written.
/// </summary>
internal sealed class SpokenStream : ForwardConnection
{
    private readonly ConversationRecorder _conversation;
    private readonly FrameReader _fromClient;
    private readonly FrameReader _fromTarget;

    /// <summary>Begins to read along.</summary>
    /// <param name="inner">The connection.</param>
    /// <param name="conversation">Where the messages are taken down.</param>
    /// <param name="packing">How they are packed; <see langword="null"/> where they are not.</param>
    /// <param name="limit">How many bytes of a message are kept.</param>
    public SpokenStream(Stream inner, ConversationRecorder conversation, MessagePacking? packing, int limit)
        : base(inner)
    {
        _conversation = conversation;
        _fromClient = new FrameReader(limit, conversation.Sent, packing is null ? null : new MessageInflater(packing.ClientBeginsAnew));
        _fromTarget = new FrameReader(limit, conversation.Came, packing is null ? null : new MessageInflater(packing.ServerBeginsAnew));
    }

    /// <summary>Whether a side has closed the connection, or the target has left it.</summary>
    public bool IsOver => _fromClient.IsClosed || _fromTarget.IsClosed || HasTargetLeft;

    private bool HasTargetLeft { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await Inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            EndOfTarget();
            throw;
        }

        if (read > 0)
        {
            Follow(_fromTarget, buffer.Span[..read], isTarget: true);
        }
        else if (!buffer.IsEmpty)
        {
            EndOfTarget();
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Taken down before it is sent: what answers it must not stand before it.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Follow(_fromClient, buffer.Span, isTarget: false);
        return Inner.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Follow(FrameReader side, ReadOnlySpan<byte> bytes, bool isTarget)
    {
        side.Read(bytes);
        if (side.Problem is { } problem)
        {
            _conversation.Lose(problem, isTarget);
        }
    }

    private void EndOfTarget()
    {
        if (!HasTargetLeft && !_fromTarget.IsClosed)
        {
            _conversation.Came(SpokenMessage.End);
        }

        HasTargetLeft = true;
    }
}
