using System.Buffers.Binary;

namespace InfernoSim.WebSockets;

/// <summary>Writes messages as frames (RFC 6455, section 5.2), each as one.</summary>
internal static class FrameWriter
{
    // Masks are there so that no browser can be made to attack a proxy between. A replay has no browser, and sends the same each time.
    private static ReadOnlySpan<byte> Mask => [0x37, 0xFA, 0x21, 0x3D];

    /// <summary>A message.</summary>
    /// <param name="message">The message; not one that stands for the end of a connection.</param>
    /// <param name="isClient">Whether a client sends it, whose frames are masked.</param>
    public static ReadOnlyMemory<byte> Of(SpokenMessage message, bool isClient) => message.Kind switch
    {
        MessageKind.Text => Frame(Opcodes.Text, message.Content.Span, isClient),
        MessageKind.Binary => Frame(Opcodes.Binary, message.Content.Span, isClient),
        _ => Frame(Opcodes.Close, PayloadOf(message), isClient),
    };

    /// <summary>The answer to a ping.</summary>
    /// <param name="ping">What the ping holds.</param>
    /// <param name="isClient">Whether a client sends it.</param>
    public static ReadOnlyMemory<byte> Pong(ReadOnlySpan<byte> ping, bool isClient) => Frame(Opcodes.Pong, ping, isClient);

    private static byte[] PayloadOf(SpokenMessage close)
    {
        if (close.Code == SpokenMessage.NoCode)
        {
            return [];
        }

        byte[] payload = new byte[2 + close.Content.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)close.Code);
        close.Content.Span.CopyTo(payload.AsSpan(2));
        return payload;
    }

    private static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool isClient)
    {
        int lengthBytes = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        int head = 2 + lengthBytes + (isClient ? Mask.Length : 0);
        byte[] frame = new byte[head + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)((isClient ? 0x80 : 0) | (lengthBytes == 0 ? payload.Length : lengthBytes == 2 ? 126 : 127));
        if (lengthBytes == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else if (lengthBytes == 8)
        {
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        }

        payload.CopyTo(frame.AsSpan(head));
        if (isClient)
        {
            Mask.CopyTo(frame.AsSpan(2 + lengthBytes));
            for (int i = 0; i < payload.Length; i++)
            {
                frame[head + i] ^= Mask[i & 3];
            }
        }

        return frame;
    }
}
