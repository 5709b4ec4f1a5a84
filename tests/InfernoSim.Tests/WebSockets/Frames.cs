using System.Buffers.Binary;
using System.Text;
using InfernoSim.WebSockets;

namespace InfernoSim.Tests.WebSockets;

/// <summary>Frames of a WebSocket as they are on the wire, good ones and bad ones.</summary>
internal static class Frames
{
    private static readonly byte[] Mask = [0xA5, 0x00, 0x3C, 0xFF];

    /// <summary>A frame.</summary>
    /// <param name="opcode">Its kind.</param>
    /// <param name="payload">What is in it.</param>
    /// <param name="isFinal">Whether the message ends with it.</param>
    /// <param name="isMasked">Whether it is a client's.</param>
    /// <param name="reserved">The reserved bits.</param>
    /// <param name="lengthBytes">In how many bytes its length is written beside the first; the fewest when omitted.</param>
    public static byte[] Of(int opcode, byte[] payload, bool isFinal = true, bool isMasked = false, int reserved = 0, int? lengthBytes = null)
    {
        int length = lengthBytes ?? (payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8);
        byte[] written = new byte[length];
        if (length == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(written, (ushort)payload.Length);
        }
        else if (length == 8)
        {
            BinaryPrimitives.WriteInt64BigEndian(written, payload.Length);
        }

        byte first = (byte)((isFinal ? 0x80 : 0) | (reserved << 4) | opcode);
        byte second = (byte)((isMasked ? 0x80 : 0) | (length == 0 ? payload.Length : length == 2 ? 126 : 127));
        return isMasked
            ? [first, second, .. written, .. Mask, .. payload.Select((value, index) => (byte)(value ^ Mask[index % 4]))]
            : [first, second, .. written, .. payload];
    }

    /// <summary>A frame of text.</summary>
    public static byte[] Text(string text, bool isFinal = true, bool isMasked = false) => Of(1, Encoding.UTF8.GetBytes(text), isFinal, isMasked);

    /// <summary>Reads bytes in pieces.</summary>
    public static (List<SpokenMessage> Said, string? Problem) Read(IEnumerable<byte[]> pieces, int limit = 1 << 20, MessageInflater? inflater = null)
    {
        var said = new List<SpokenMessage>();
        var reader = new FrameReader(limit, said.Add, inflater);
        foreach (byte[] piece in pieces)
        {
            reader.Read(piece);
        }

        return (said, reader.Problem);
    }

    /// <summary>What messages say, to compare and to read.</summary>
    public static IEnumerable<string> Describe(IEnumerable<SpokenMessage> said) =>
        said.Select(message => $"{message.Kind} {message.Code} {(message.Kind == MessageKind.Binary ? Convert.ToHexString(message.Content.Span) : Encoding.UTF8.GetString(message.Content.Span))}");
}
