using System.IO.Compression;
using System.Text;
using InfernoSim.WebSockets;

namespace InfernoSim.Tests.WebSockets;

/// <summary>Messages that are packed by <c>permessage-deflate</c>.</summary>
public class MessageInflaterTests
{
    private static readonly string[] Texts = ["Hello", "Hello", "", "Hello, Hello, Hello " + new string('x', 3000), "bye"];

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(true, 5000)]
    [InlineData(false, 5000)]
    public void Packed_messages_are_unpacked_however_they_are_cut(bool beginsAnew, int piece)
    {
        byte[] wire = [.. Pack(beginsAnew).SelectMany(Packed)];

        (List<SpokenMessage> said, string? problem) = Frames.Read(wire.Chunk(piece), inflater: new MessageInflater(beginsAnew));

        Assert.Null(problem);
        Assert.Equal(Texts, said.Select(message => Encoding.UTF8.GetString(message.Content.Span)));
    }

    [Fact]
    public void A_packed_message_in_several_frames_among_plain_ones_is_unpacked()
    {
        byte[] packed = Pack(beginsAnew: true)[0];
        byte[] wire = [.. Frames.Text("plain"), .. Frames.Of(1, packed[..2], isFinal: false, reserved: 4), .. Frames.Of(0, packed[2..]), .. Frames.Text("plain")];

        Assert.Equal(["Text 0 plain", "Text 0 Hello", "Text 0 plain"], Frames.Describe(Frames.Read([wire], inflater: new MessageInflater(beginsAnew: true)).Said));
    }

    [Fact]
    public void A_message_of_the_RFC_in_a_last_block_is_unpacked()
    {
        // RFC 7692, section 7.2.3.4, and the first of section 7.2.3.1 behind it.
        byte[] last = [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00];
        byte[] usual = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];

        Assert.Equal(["Text 0 Hello", "Text 0 Hello"], Frames.Describe(Frames.Read([.. Packed(last).Chunk(1), Packed(usual)], inflater: new MessageInflater(beginsAnew: true)).Said));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x07, 0x12, 0x34 })]
    public void What_is_packed_otherwise_is_not_understood(byte[] packed)
    {
        (List<SpokenMessage> said, string? problem) = Frames.Read([Packed(packed)], inflater: new MessageInflater(beginsAnew: false));

        Assert.Empty(said);
        Assert.Equal("a packed message cannot be unpacked", problem);
    }

    [Fact]
    public void Of_a_message_that_is_long_when_unpacked_the_beginning_is_kept_and_the_next_one_is_read()
    {
        (List<SpokenMessage> said, _) = Frames.Read(Pack(beginsAnew: false).Select(Packed), limit: 50, inflater: new MessageInflater(beginsAnew: false));

        Assert.Equal([5, 5, 0, 50, 3], said.Select(message => message.Content.Length));
    }

    private static byte[] Packed(byte[] packed) => Frames.Of(1, packed, reserved: 4, isMasked: true);

    private static List<byte[]> Pack(bool beginsAnew)
    {
        var messages = new List<byte[]>();
        var bytes = new MemoryStream();
        var packing = new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true);
        foreach (string text in Texts)
        {
            if (text.Length == 0)
            {
                // RFC 7692, section 7.2.3.6.
                messages.Add([0x00]);
                continue;
            }

            bytes.SetLength(0);
            packing.Write(Encoding.UTF8.GetBytes(text));
            packing.Flush();
            messages.Add(bytes.ToArray()[..^4]);
            if (beginsAnew)
            {
                packing = new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true);
            }
        }

        return messages;
    }
}
