using System.Buffers;
using System.Buffers.Binary;

namespace InfernoSim.Sql.Postgres.Protocol;

/// <summary>Is shown the messages of one direction of a connection.</summary>
internal interface IMessageSink
{
    /// <summary>Whether the content of a message is needed; of one that is not, nothing is kept.</summary>
    /// <param name="type">Its type.</param>
    bool Wants(byte type);

    /// <summary>A message has passed.</summary>
    /// <param name="type">Its type; <see cref="FrontendMessage.StartUp"/> for an untyped one.</param>
    /// <param name="content">Its content, as much of it as is kept; valid during the call.</param>
    /// <param name="size">How many bytes its content has.</param>
    void Message(byte type, ReadOnlySpan<byte> content, int size);
}

/// <summary>
/// Finds the messages in the bytes of one direction, however they are cut into pieces. It keeps no more of a message than it is
/// told to, so that what passes may be of any size.
/// </summary>
/// <param name="sink">Is shown each message.</param>
/// <param name="mostKept">How many bytes of a message's content are kept.</param>
/// <param name="startsUntyped">Whether the direction begins with a message that has no type, as a client's does.</param>
internal sealed class MessageSplitter(IMessageSink sink, int mostKept, bool startsUntyped = false)
{
    private const int LengthSize = sizeof(int);

    // What the server itself takes as a start-up message (MAX_STARTUP_PACKET_LENGTH).
    private const int LongestStartUp = 10_000;

    private readonly ArrayBufferWriter<byte> _content = new(256);
    private readonly byte[] _header = new byte[1 + LengthSize];
    private int _headerSize;
    private int _size;
    private int _left;
    private bool _isUntyped = startsUntyped;

    /// <summary>The next message has no type: a client asks again after its SSLRequest.</summary>
    public void ExpectUntyped() => _isUntyped = true;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="PostgresProtocolException">They are not the protocol; nothing more can be found in this direction.</exception>
    public void Take(ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            Take(piece.Span);
        }
    }

    /// <inheritdoc cref="Take(ReadOnlySequence{byte})"/>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = _headerSize < HeaderSize ? bytes[TakeHeader(bytes)..] : bytes[TakeContent(bytes)..];
            if (_headerSize == HeaderSize && _left == 0)
            {
                EndMessage();
            }
        }
    }

    private int HeaderSize => _isUntyped ? LengthSize : 1 + LengthSize;

    private int TakeHeader(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, HeaderSize - _headerSize);
        bytes[..count].CopyTo(_header.AsSpan(_headerSize));
        _headerSize += count;
        if (_headerSize == HeaderSize)
        {
            BeginContent();
        }

        return count;
    }

    private void BeginContent()
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(HeaderSize - LengthSize));
        if (length < LengthSize || (_isUntyped && length > LongestStartUp))
        {
            throw new PostgresProtocolException(
                _isUntyped
                    ? $"A start-up message of {length} bytes is not one of PostgreSQL's protocol 3.0 (4 to {LongestStartUp})."
                    : $"A message of type '{(char)_header[0]}' cannot be {length} bytes long: the length counts itself, 4 bytes.");
        }

        _left = _size = length - LengthSize;
        _content.ResetWrittenCount();
    }

    private int TakeContent(ReadOnlySpan<byte> bytes)
    {
        int count = Math.Min(bytes.Length, _left);
        int kept = Math.Min(count, (_isUntyped || sink.Wants(_header[0]) ? mostKept : 0) - _content.WrittenCount);
        if (kept > 0)
        {
            _content.Write(bytes[..kept]);
        }

        _left -= count;
        return count;
    }

    private void EndMessage()
    {
        byte type = _isUntyped ? FrontendMessage.StartUp : _header[0];
        _isUntyped = false;
        _headerSize = 0;
        sink.Message(type, _content.WrittenSpan, _size);
    }
}
