namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>How a connection of HTTP/2 begins, and what frames and streams are (RFC 9113, sections 3 and 4).</summary>
internal static class Http2ConnectionCases
{
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Http2Case.Of("RFC 9113, 3.4", "another preface", _ => ["PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"u8.ToArray(), Frame.Settings()]) with { Begins = false, Closes = true },
        Http2Case.Of("RFC 9113, 3.4", "no settings after the preface", peer => ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), peer.Get(1)], 1) with { Begins = false },
        Http2Case.Of("RFC 9113, 3.4", "a request before any answer", peer => [peer.Get(1)], 1),
        Http2Case.Of("RFC 9113, 4.1", "a frame that no specification knows", _ => [Frame.Of(FrameType.Unknown, FrameFlags.None, 0, 1, 2, 3)]),
        Http2Case.Of("RFC 9113, 4.1", "flags that mean nothing", _ => [Frame.Of(FrameType.Ping, (FrameFlags)0x16, 0, new byte[8])]),
        Http2Case.Of("RFC 9113, 4.1", "a stream with the reserved bit", peer => [Frame.Headers(0x8000_0001, peer.Fields("GET", "/"))], 1),
        Http2Case.Of("RFC 9113, 4.2", "a body in a frame of the largest size", peer => [peer.Post(1), Frame.Data(1, Frame.MaxSize)], 1),
        Http2Case.Of("RFC 9113, 4.2", "a body in a larger frame", peer => [peer.Post(1), Frame.Data(1, Frame.MaxSize + 1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 4.2", "headers in a larger frame", peer => [peer.Get(1, ("x-large", new string('x', Frame.MaxSize)))]) with { Closes = true },
        Http2Case.Of("RFC 9113, 4.2", "settings in a larger frame", _ => [Frame.Of(FrameType.Settings, FrameFlags.None, 0, new byte[Frame.MaxSize + 2])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 4.3", "headers that another frame interrupts", peer =>
            [Frame.Headers(1, peer.Fields("GET", "/"), FrameFlags.EndStream), Frame.Priority(1, 0), Frame.Continuation(1, Hpack.Field("x-a", "1"))]) with { Closes = true },
        Http2Case.Of("RFC 9113, 4.3", "headers that those of another stream interrupt", peer =>
            [Frame.Headers(1, peer.Fields("GET", "/"), FrameFlags.EndStream), peer.Get(3)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 4.3", "headers that a frame interrupts that no specification knows", peer =>
            [Frame.Headers(1, peer.Fields("GET", "/"), FrameFlags.EndStream), Frame.Of(FrameType.Unknown, FrameFlags.None, 0), Frame.Continuation(1, Hpack.Field("x-a", "1"))]) with { Closes = true },
    ];
}
