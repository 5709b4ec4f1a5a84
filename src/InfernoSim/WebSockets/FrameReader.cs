using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;
using static InfernoSim.WebSockets.Opcodes;

namespace InfernoSim.WebSockets;

/// <summary>
/// Reads what one side of a WebSocket sends, as it comes and cut anywhere, and says which messages it is (RFC 6455, section 5). It changes
/// nothing and answers nothing. Not thread-safe.
/// </summary>
/// <param name="limit">How many bytes of a message are kept; the rest of a longer one is dropped.</param>
/// <param name="said">Is told of each message.</param>
/// <param name="inflater">Unpacks messages, where both sides agreed to pack them; <see langword="null"/> where they did not.</param>
/// <param name="pinged">Is told of each ping.</param>
internal sealed class FrameReader(int limit, Action<SpokenMessage> said, MessageInflater? inflater = null, Action<ReadOnlyMemory<byte>>? pinged = null)
{
    private const string Damaged = "a packed message cannot be unpacked";
    private const int LongestHead = 14;
    private const int LongestControl = 125;

    private readonly byte[] _head = new byte[LongestHead];
    private readonly ArrayBufferWriter<byte> _control = new(LongestControl);
    private ArrayBufferWriter<byte> _message = new();
    private int _headLength;
    private bool _isInPayload;
    private long _remaining;
    private int _unmasked;
    private bool _isInMessage;
    private bool _isPacked;
    private MessageKind _kind;

    /// <summary>Why nothing more is understood, for a person; <see langword="null"/> as long as all is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether a close has come. What follows it means nothing.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>How many bytes of memory it takes for what has come of a message.</summary>
    public int Held => _message.Capacity + (inflater?.Held ?? 0);

    private bool IsFinal => (_head[0] & 0x80) != 0;

    private int Opcode => _head[0] & 0x0F;

    private bool IsControl => Opcode >= Close;

    private bool IsMasked => (_head[1] & 0x80) != 0;

    private int LengthBytes => (_head[1] & 0x7F) switch
    {
        126 => 2,
        127 => 8,
        _ => 0,
    };

    private int HeadLength => _headLength < 2 ? 2 : 2 + LengthBytes + (IsMasked ? 4 : 0);

    /// <summary>Reads on.</summary>
    /// <param name="bytes">What came.</param>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (Problem is null && !IsClosed)
        {
            if (_isInPayload)
            {
                int length = (int)Math.Min(_remaining, bytes.Length);
                Take(bytes[..length]);
                bytes = bytes[length..];
                _remaining -= length;
                if (_remaining > 0)
                {
                    return;
                }

                _isInPayload = false;
                EndFrame();
            }
            else if (bytes.IsEmpty)
            {
                return;
            }
            else
            {
                _head[_headLength++] = bytes[0];
                bytes = bytes[1..];
                if (_headLength == HeadLength)
                {
                    BeginFrame();
                }
            }
        }
    }

    private void BeginFrame()
    {
        _headLength = 0;
        _unmasked = 0;
        _remaining = ReadLength();
        Problem = ProblemOfHead();
        if (Problem is not null)
        {
            return;
        }

        _isInPayload = true;
        if (IsControl)
        {
            _control.ResetWrittenCount();
        }
        else if (Opcode != Continuation)
        {
            _isInMessage = true;
            _isPacked = (_head[0] & 0x40) != 0;
            _kind = Opcode == Text ? MessageKind.Text : MessageKind.Binary;
        }
    }

    private long ReadLength() => LengthBytes switch
    {
        2 => BinaryPrimitives.ReadUInt16BigEndian(_head.AsSpan(2)),
        8 => BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(2)),
        _ => _head[1] & 0x7F,
    };

    private string? ProblemOfHead()
    {
        bool mayBePacked = inflater is not null && Opcode is Text or Binary;
        if ((_head[0] & 0x30) != 0 || ((_head[0] & 0x40) != 0 && !mayBePacked))
        {
            return "a frame has reserved bits set";
        }

        if (_remaining < 0)
        {
            return "the length of a frame is negative";
        }

        if (IsControl)
        {
            return Opcode is not (Close or Ping or Pong) ? $"a frame is of the unknown kind {Opcode}"
                : !IsFinal || _remaining > LongestControl ? "a control frame is longer than one may be"
                : null;
        }

        return Opcode is not (Continuation or Text or Binary) ? $"a frame is of the unknown kind {Opcode}"
            : Opcode == Continuation && !_isInMessage ? "a frame goes on with a message that was not begun"
            : Opcode != Continuation && _isInMessage ? "a message begins before the last one has ended"
            : null;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Span<byte> plain = stackalloc byte[1024];
        while (!bytes.IsEmpty && Problem is null)
        {
            Span<byte> part = plain[..Math.Min(bytes.Length, plain.Length)];
            bytes[..part.Length].CopyTo(part);
            bytes = bytes[part.Length..];
            Unmask(part);
            Keep(part);
        }
    }

    private void Unmask(Span<byte> part)
    {
        if (!IsMasked)
        {
            return;
        }

        ReadOnlySpan<byte> mask = _head.AsSpan(2 + LengthBytes, 4);
        for (int i = 0; i < part.Length; i++)
        {
            part[i] ^= mask[_unmasked++ & 3];
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (IsControl)
        {
            _control.Write(part);
        }
        else if (_isPacked)
        {
            Unpack(part);
        }
        else
        {
            _message.Write(part[..Math.Min(part.Length, limit - _message.WrittenCount)]);
        }
    }

    private void Unpack(ReadOnlySpan<byte> part)
    {
        try
        {
            inflater!.Inflate(part, _message, limit);
        }
        catch (InvalidDataException)
        {
            Problem = Damaged;
        }
    }

    private void UnpackRest()
    {
        try
        {
            inflater!.End(_message, limit);
        }
        catch (InvalidDataException)
        {
            Problem = Damaged;
        }
    }

    private void EndFrame()
    {
        switch (Opcode)
        {
            case Close:
                EndClose(_control.WrittenMemory.ToArray());
                break;
            case Ping:
                pinged?.Invoke(_control.WrittenMemory.ToArray());
                break;
            case Pong:
                break;
            default:
                if (IsFinal)
                {
                    EndMessage();
                }

                break;
        }
    }

    private void EndMessage()
    {
        _isInMessage = false;
        if (_isPacked)
        {
            UnpackRest();
        }

        ReadOnlyMemory<byte> content = _message.WrittenMemory;
        if (_kind == MessageKind.Text && content.Length < limit && !Utf8.IsValid(content.Span))
        {
            Problem ??= "a text is not UTF-8";
        }

        // Whoever is told keeps it, or nobody does.
        _message = new ArrayBufferWriter<byte>();
        if (Problem is null)
        {
            said(new SpokenMessage(_kind, content));
        }
    }

    private void EndClose(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length == 1 || (payload.Length > 2 && !Utf8.IsValid(payload.Span[2..])))
        {
            Problem = "a close says neither a code nor a reason";
            return;
        }

        IsClosed = true;
        said(payload.IsEmpty
            ? new SpokenMessage(MessageKind.Close, payload, SpokenMessage.NoCode)
            : new SpokenMessage(MessageKind.Close, payload[2..], BinaryPrimitives.ReadUInt16BigEndian(payload.Span)));
    }
}
