using System.Text;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.WebSockets;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>What reads WebSockets: frames, packed and not, and the document of what was said.</summary>
internal static class WebSocketTargets
{
    private const int Limit = 64 * 1024;

    // A text in two frames with a ping between, bytes, and a close, as a client sends them.
    private static readonly byte[] Client = [.. Framed(0x01, "he"u8), .. Framed(0x89, [1, 2]), .. Framed(0x80, "llo"u8), .. Framed(0x82, [0, 255]), .. Framed(0x88, [3, 0xE8, (byte)'x'])];

    private static readonly byte[] Server = [0x81, 7, .. "{\"a\":1}"u8, 0x81, 126, 0, 200, .. new byte[200], 0x8A, 0, 0x88, 0];

    // "Hello" twice, of which the second refers to the first (RFC 7692, section 7.2.3.2), and once in a last block.
    private static readonly byte[] Packed = [0xC1, 7, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0xC1, 5, 0xF2, 0x00, 0x11, 0x00, 0x00, 0xC1, 8, 0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00];

    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("frames of a WebSocket", [Client, Server, []], input => ReadFrames(input, static () => null)) { Words = [[0x81, 0x85], [126, 0xFF, 0xFF], [127, 0, 0, 0, 0, 0, 0, 0, 1], [0x00, 0x80]] },
        new("packed frames of a WebSocket", [Packed, Client], input => ReadFrames(input, static () => new MessageInflater(beginsAnew: false)))
        {
            Words = [[0xC1], [0x00, 0x00, 0xFF, 0xFF], [0xF3, 0x48]],
            Found = [Convert.FromBase64String("wQfySM3JyQcAwQXyABEAAMEN80jNyckHAAA=")],
        },
        new("packed frames of a WebSocket that begin anew", [Packed, Client], input => ReadFrames(input, static () => new MessageInflater(beginsAnew: true))) { Words = [[0xC1], [0x00, 0x00, 0xFF, 0xFF], [0xF3, 0x48]] },
        FuzzTarget.OfText(
            "what was said over a WebSocket",
            ["""{"1":{"json":{"op":"join"}},"2":{"text":"hi"},"3":{"binary":"AAE="},"4":{"records":[{},[]]},"5":{"close":1000,"reason":"done"}}""", "{}", """{"1":{"close":1006}}"""],
            ReadDocument) with
        {
            Words = FuzzTarget.BytesOf("\"json\":", "\"records\":", "\"binary\":", "\"close\":", "\\ud800", "\u001e", "65536", "{\"1\":"),
        },
    ];

    private static void ReadFrames(byte[] input, Func<MessageInflater?> inflater)
    {
        (List<SpokenMessage> said, string? problem) = Read([input], inflater());
        (List<SpokenMessage> inPieces, string? problemInPieces) = Read(Arrival.InPieces(input), inflater());

        Assert.Equal(problem, problemInPieces);
        Assert.Equal(said, inPieces, static (one, other) => one.IsSame(other));
        if (said.All(message => message.Content.Length < Limit))
        {
            Assert.True(SpokenDocument.TryRead(SpokenDocument.Of(said), out IReadOnlyList<SpokenMessage>? read));
            Assert.Equal(said, read, static (one, other) => one.IsSame(other));
        }
    }

    private static (List<SpokenMessage> Said, string? Problem) Read(IEnumerable<ReadOnlyMemory<byte>> pieces, MessageInflater? inflater)
    {
        var said = new List<SpokenMessage>();
        var reader = new FrameReader(Limit, said.Add, inflater);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            reader.Read(piece.Span);
        }

        return (said, reader.Problem);
    }

    private static void ReadDocument(string input)
    {
        byte[] document = Encoding.UTF8.GetBytes(input);
        _ = SpokenDocument.BinariesIn(document).Count();
        if (SpokenDocument.TryRead(document, out IReadOnlyList<SpokenMessage>? messages))
        {
            Assert.True(SpokenDocument.TryRead(SpokenDocument.Of(messages), out IReadOnlyList<SpokenMessage>? again));
            Assert.Equal(messages, again, static (one, other) => one.IsSame(other));
        }
    }

    private static byte[] Framed(byte first, ReadOnlySpan<byte> payload)
    {
        byte[] masked = payload.ToArray();
        for (int i = 0; i < masked.Length; i++)
        {
            masked[i] ^= (byte)(i & 3);
        }

        return [first, (byte)(0x80 | masked.Length), 0, 1, 2, 3, .. masked];
    }
}
