using InfernoSim.WebSockets;

namespace InfernoSim.Recording;

/// <summary>
/// Takes down what one side of a WebSocket says, from its bytes as they pass. Whatever they are, that fails nobody who passes them. Thread-safe.
/// </summary>
internal sealed class SpokenSide
{
    private readonly Lock _lock = new();
    private readonly ConversationRecorder _conversation;
    private readonly bool _isServer;
    private FrameReader? _reader;
    private int _held;
    private volatile bool _isOver;

    /// <summary>Begins to listen.</summary>
    /// <param name="conversation">Where the messages are taken down.</param>
    /// <param name="isServer">Whether it is the side that was asked for the connection.</param>
    /// <param name="inflater">Unpacks its messages; <see langword="null"/> where they are not packed.</param>
    public SpokenSide(ConversationRecorder conversation, bool isServer, MessageInflater? inflater)
    {
        _conversation = conversation;
        _isServer = isServer;
        _reader = new FrameReader(conversation.Limit, Add, inflater);
    }

    /// <summary>Whether it has closed the connection, or left it.</summary>
    public bool IsOver => _isOver;

    /// <summary>It says something more.</summary>
    /// <param name="bytes">What passes, cut anywhere.</param>
    public void Say(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_reader is not { } reader)
            {
                return;
            }

            string? problem = Read(reader, bytes);
            _isOver |= reader.IsClosed;
            if (problem is not null)
            {
                _conversation.Lose(problem, _isServer);
            }

            if (problem is not null || _isOver || !TryHold(reader.Held))
            {
                _reader = null;
                TryHold(0);
            }
        }
    }

    /// <summary>It has left the connection, if it had not closed it before.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (!_isOver)
            {
                _isOver = true;
                Add(SpokenMessage.End);
            }
        }
    }

    private static string? Read(FrameReader reader, ReadOnlySpan<byte> bytes)
    {
        try
        {
            reader.Read(bytes);
            return reader.Problem;
        }
#pragma warning disable CA1031 // What passes must not suffer from being recorded, whatever it is.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return $"it could not be read along ({fault.GetType().Name})";
        }
    }

    private void Add(SpokenMessage message)
    {
        if (_isServer)
        {
            _conversation.Came(message);
        }
        else
        {
            _conversation.Sent(message);
        }
    }

    private bool TryHold(int bytes)
    {
        int more = bytes - _held;
        if (more > 0 && !_conversation.TryHold(more))
        {
            return false;
        }

        if (more < 0)
        {
            _conversation.Free(-more);
        }

        _held = bytes;
        return true;
    }
}
