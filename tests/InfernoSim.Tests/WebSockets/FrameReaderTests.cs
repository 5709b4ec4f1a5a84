using System.Text;
using CsCheck;
using InfernoSim.WebSockets;

namespace InfernoSim.Tests.WebSockets;

public class FrameReaderTests
{
    // A text in three frames with a ping and a pong between, an empty text, bytes, and a close.
    private static readonly byte[] Conversation =
    [
        .. Frames.Text("he", isFinal: false, isMasked: true),
        .. Frames.Of(9, [1, 2, 3], isMasked: true),
        .. Frames.Of(0, [], isFinal: false, isMasked: true),
        .. Frames.Of(10, [], isMasked: true),
        .. Frames.Of(0, "llo \u00e9"u8.ToArray(), isMasked: true),
        .. Frames.Text("", isMasked: true),
        .. Frames.Of(2, [0, 255, 7]),
        .. Frames.Of(8, [0x03, 0xE9, .. "away"u8], isMasked: true),
    ];

    private static readonly string[] Said = ["Text 0 hello \u00e9", "Text 0 ", "Binary 0 00FF07", "Close 1001 away"];

    [Fact]
    public void A_conversation_is_read_the_same_wherever_it_is_cut()
    {
        for (int cut = 0; cut <= Conversation.Length; cut++)
        {
            (List<SpokenMessage> said, string? problem) = Frames.Read([Conversation[..cut], Conversation[cut..]]);

            Assert.Null(problem);
            Assert.Equal(Said, Frames.Describe(said));
        }

        Assert.Equal(Said, Frames.Describe(Frames.Read(Conversation.Select(value => new[] { value })).Said));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(200_000)]
    public void A_message_of_any_length_is_read_masked_or_not_in_pieces_of_any_size(int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        foreach (byte[] frame in (byte[][])[Frames.Of(2, content), Frames.Of(2, content, isMasked: true)])
        {
            foreach (int piece in (int[])[1, 3, 4096, frame.Length])
            {
                SpokenMessage message = Assert.Single(Frames.Read(frame.Chunk(piece)).Said);

                Assert.Equal(content, message.Content.ToArray());
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void A_length_in_more_bytes_than_it_needs_is_read_as_peers_read_it(int lengthBytes) =>
        Assert.Equal(["Text 0 hi"], Frames.Describe(Frames.Read([Frames.Of(1, "hi"u8.ToArray(), lengthBytes: lengthBytes)]).Said));

    [Fact]
    public void Any_messages_in_any_frames_and_pieces_are_read_back() =>
        Gen.Select(Gen.Select(Gen.Bool, Gen.Byte.Array[0, 300], Gen.Int[1, 100], Gen.Bool).List[0, 6], Gen.Int[1, 50])
            .Sample((messages, piece) =>
            {
                var wire = new List<byte>();
                var expected = new List<string>();
                foreach ((bool isText, byte[] bytes, int size, bool isMasked) in messages)
                {
                    byte[] content = isText ? Encoding.UTF8.GetBytes(Convert.ToHexString(bytes)) : bytes;
                    byte[][] parts = content.Length == 0 ? [[]] : [.. content.Chunk(size)];
                    for (int part = 0; part < parts.Length; part++)
                    {
                        wire.AddRange(Frames.Of(part > 0 ? 0 : isText ? 1 : 2, parts[part], part == parts.Length - 1, isMasked));
                        wire.AddRange(Frames.Of(9, [(byte)part], isMasked: isMasked));
                    }

                    expected.AddRange(Frames.Describe([new SpokenMessage(isText ? MessageKind.Text : MessageKind.Binary, content)]));
                }

                (List<SpokenMessage> said, string? problem) = Frames.Read(wire.ToArray().Chunk(piece));

                Assert.Null(problem);
                Assert.Equal(expected, Frames.Describe(said));
            }, iter: 200, threads: 2);

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "reserved bits", Frames.Of(1, [1], reserved: 4) },
        { "reserved bits", Frames.Of(1, [1], reserved: 2) },
        { "reserved bits", Frames.Of(8, [], reserved: 4) },
        { "unknown kind 3", Frames.Of(3, [1]) },
        { "unknown kind 11", Frames.Of(11, [1]) },
        { "goes on with a message that was not begun", Frames.Of(0, [1]) },
        { "begins before the last one has ended", [.. Frames.Text("a", isFinal: false), .. Frames.Text("b")] },
        { "control frame is longer", Frames.Of(9, new byte[126]) },
        { "control frame is longer", Frames.Of(8, [], isFinal: false) },
        { "negative", [0x82, 127, 0xFF, 0, 0, 0, 0, 0, 0, 0] },
        { "not UTF-8", Frames.Of(1, [0xC3]) },
        { "neither a code nor a reason", Frames.Of(8, [3]) },
        { "neither a code nor a reason", Frames.Of(8, [3, 0xE8, 0xC3]) },
        { "reserved bits", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_no_frame_is_said_and_what_follows_is_not_read(string problem, byte[] bytes)
    {
        foreach (int piece in (int[])[1, bytes.Length])
        {
            (List<SpokenMessage> said, string? found) = Frames.Read([Frames.Text("before"), .. bytes.Chunk(piece), Frames.Text("after")]);

            Assert.Equal(["Text 0 before"], Frames.Describe(said));
            Assert.Contains(problem, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_follows_a_close_means_nothing()
    {
        (List<SpokenMessage> said, string? problem) = Frames.Read([Frames.Of(8, []), Frames.Of(3, [1])]);

        Assert.Equal(["Close 1005 "], Frames.Describe(said));
        Assert.Null(problem);
    }

    [Fact]
    public void Of_a_long_message_the_beginning_is_kept_and_the_next_one_is_read()
    {
        (List<SpokenMessage> said, _) = Frames.Read([Frames.Text(new string('a', 5000)), Frames.Text("b")], limit: 100);

        Assert.Equal([new string('a', 100), "b"], said.Select(message => Encoding.UTF8.GetString(message.Content.Span)));
    }

    [Fact]
    public void Pings_are_told_of_with_what_they_hold()
    {
        var pings = new List<byte[]>();
        var reader = new FrameReader(100, _ => { }, inflater: null, ping => pings.Add(ping.ToArray()));

        reader.Read([.. Frames.Of(9, [1, 2], isMasked: true), .. Frames.Of(10, [3]), .. Frames.Of(9, [])]);

        Assert.Equal(["0102", ""], pings.Select(Convert.ToHexString));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_back(bool isClient)
    {
        SpokenMessage[] messages =
        [
            new(MessageKind.Text, "hi"u8.ToArray()),
            new(MessageKind.Binary, new byte[126]),
            new(MessageKind.Binary, new byte[70_000]),
            new(MessageKind.Close, "bye"u8.ToArray(), 4001),
        ];

        (List<SpokenMessage> said, string? problem) = Frames.Read([.. messages.Select(message => FrameWriter.Of(message, isClient).ToArray())]);

        Assert.Null(problem);
        Assert.Equal(Frames.Describe(messages), Frames.Describe(said));
        Assert.Equal(["Close 1005 "], Frames.Describe(Frames.Read([FrameWriter.Of(new SpokenMessage(MessageKind.Close, default, SpokenMessage.NoCode), isClient).ToArray()]).Said));
        Assert.Equal(isClient, (FrameWriter.Pong([1], isClient).Span[1] & 0x80) != 0);
    }
}
