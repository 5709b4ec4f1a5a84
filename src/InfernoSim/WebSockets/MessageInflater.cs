using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace InfernoSim.WebSockets;

/// <summary>Unpacks the messages of one side of a WebSocket that are packed by <c>permessage-deflate</c> (RFC 7692, section 7.2.2). Not thread-safe.</summary>
/// <param name="beginsAnew">Whether no message refers to those before it.</param>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as a connection, and what it has of zlib is freed when it is gone.")]
internal sealed class MessageInflater(bool beginsAnew)
{
    // About what zlib takes: its window of 32 KiB, its state, and a buffer of the stream.
    private const int Footprint = 48 * 1024;

    private readonly PackedStream _packed = new();
    private DeflateStream? _inflating;

    // What a sender takes off the end of each message.
    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xFF, 0xFF];

    /// <summary>How many bytes of memory it takes.</summary>
    public int Held => _inflating is null ? 0 : Footprint;

    /// <summary>Unpacks a part of a message.</summary>
    /// <param name="part">The part.</param>
    /// <param name="to">Gets what is in it.</param>
    /// <param name="limit">How much it may hold; the rest is dropped.</param>
    /// <exception cref="InvalidDataException">It cannot be unpacked.</exception>
    public void Inflate(ReadOnlySpan<byte> part, ArrayBufferWriter<byte> to, int limit)
    {
        _inflating ??= new DeflateStream(_packed, CompressionMode.Decompress, leaveOpen: true);

        // Behind the end of a stream nothing is read any more.
        if (!_packed.HasMore)
        {
            _packed.Take(part);
        }

        Span<byte> plain = stackalloc byte[1024];
        while (_inflating.Read(plain) is > 0 and var read)
        {
            to.Write(plain[..Math.Min(read, limit - to.WrittenCount)]);
        }
    }

    /// <summary>Unpacks what is left of a message.</summary>
    /// <param name="to">Gets it.</param>
    /// <param name="limit">How much it may hold; the rest is dropped.</param>
    /// <exception cref="InvalidDataException">It cannot be unpacked, or the next message could not be.</exception>
    public void End(ArrayBufferWriter<byte> to, int limit)
    {
        Inflate(Tail, to, limit);
        if (beginsAnew)
        {
            _packed.Take([]);
            _inflating!.Dispose();
            _inflating = null;
        }
        else if (_packed.HasMore)
        {
            throw new InvalidDataException("The sender ended its stream, and is to go on with it in the next message.");
        }
    }

    /// <summary>What is to be unpacked, which never ends: where there is nothing yet, there may be more later.</summary>
    private sealed class PackedStream : ForwardStream
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();
        private int _read;

        public override bool CanRead => true;

        public override bool CanWrite => false;

        public bool HasMore => _read < _bytes.WrittenCount;

        public void Take(ReadOnlySpan<byte> bytes)
        {
            _bytes.ResetWrittenCount();
            _bytes.Write(bytes);
            _read = 0;
        }

        public override int Read(Span<byte> buffer)
        {
            ReadOnlySpan<byte> rest = _bytes.WrittenSpan[_read..];
            int length = Math.Min(rest.Length, buffer.Length);
            rest[..length].CopyTo(buffer);
            _read += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
