namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>The frames of HTTP/2, one by one (RFC 9113, section 6).</summary>
internal static class Http2FrameCases
{
    private const uint MostWindow = int.MaxValue;
    private const uint FirstWindow = 65_535;

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Http2Case.Of("RFC 9113, 6.1", "DATA on stream 0", _ => [Frame.Data(0)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.1", "DATA with padding", peer => [peer.Post(1), Frame.Of(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 2, 7, 7, 7, 0, 0)], 1),
        Http2Case.Of("RFC 9113, 6.1", "DATA that is padding alone", peer => [peer.Post(1), Frame.Of(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 2, 0, 0)], 1),
        Http2Case.Of("RFC 9113, 6.1", "DATA with more padding than there is", peer => [peer.Post(1), Frame.Of(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1, 6, 7, 7, 7, 0, 0)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.1", "DATA without the length of its padding", peer => [peer.Post(1), Frame.Of(FrameType.Data, FrameFlags.Padded | FrameFlags.EndStream, 1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.2", "HEADERS on stream 0", peer => [peer.Get(0)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.2", "HEADERS with padding", peer => [Frame.Headers(1, [2, .. peer.Fields("GET", "/"), 0, 0], Frame.Whole | FrameFlags.Padded)], 1),
        Http2Case.Of("RFC 9113, 6.2", "HEADERS with more padding than there is", _ => [Frame.Headers(1, [9, 0, 0], Frame.Whole | FrameFlags.Padded)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.2", "HEADERS with a priority", peer => [Frame.Headers(1, [0, 0, 0, 0, 15, .. peer.Fields("GET", "/")], Frame.Whole | FrameFlags.Priority)], 1),
        Http2Case.Of("RFC 9113, 6.2", "HEADERS too short for their priority", _ => [Frame.Headers(1, [0, 0, 0], Frame.Whole | FrameFlags.Priority)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.3", "PRIORITY on stream 0", _ => [Frame.Priority(0, 1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.3", "PRIORITY of four bytes", _ => [Frame.Of(FrameType.Priority, FrameFlags.None, 1, new byte[4])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.4", "RST_STREAM on stream 0", _ => [Frame.RstStream(0)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.4", "RST_STREAM of three bytes", peer => [peer.Hold(1), Frame.Of(FrameType.RstStream, FrameFlags.None, 1, new byte[3])]) with { Closes = true },
        new Http2Case("RFC 9113, 6.5", "SETTINGS twice, acknowledged before what follows", AcknowledgedAsync, [1]),
        Http2Case.Of("RFC 9113, 6.5", "SETTINGS that acknowledge and set", _ => [Frame.Of(FrameType.Settings, Frame.Ack, 0, new byte[6])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.5", "SETTINGS on stream 1", _ => [Frame.Of(FrameType.Settings, FrameFlags.None, 1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.5", "SETTINGS of five bytes", _ => [Frame.Of(FrameType.Settings, FrameFlags.None, 0, new byte[5])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.5.2", "ENABLE_PUSH of 2", _ => [Frame.Settings(Setting.EnablePush, 2)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.5.2", "INITIAL_WINDOW_SIZE of 2^31", _ => [Frame.Settings(Setting.InitialWindowSize, MostWindow + 1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.5.2", "MAX_FRAME_SIZE of 2^14 - 1", _ => [Frame.Settings(Setting.MaxFrameSize, Frame.MaxSize - 1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.5.2", "MAX_FRAME_SIZE of 2^24", _ => [Frame.Settings(Setting.MaxFrameSize, 1 << 24)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.5.2", "HEADER_TABLE_SIZE of 0", peer => [Frame.Settings(Setting.HeaderTableSize, 0), peer.Get(1)], 1),
        Http2Case.Of("RFC 9113, 6.5.2", "a setting that no specification knows", peer => [Frame.Settings(Setting.Unknown, 1), peer.Get(1)], 1),
        Http2Case.Of("RFC 9113, 6.6", "PUSH_PROMISE", peer => [peer.Hold(1), Frame.Of(FrameType.PushPromise, FrameFlags.EndHeaders, 1, [0, 0, 0, 2, .. peer.Fields("GET", "/")])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.7", "PING on stream 1", _ => [Frame.Of(FrameType.Ping, FrameFlags.None, 1, new byte[8])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.7", "PING of six bytes", _ => [Frame.Of(FrameType.Ping, FrameFlags.None, 0, new byte[6])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.7", "the answer to a PING that never was", _ => [Frame.Of(FrameType.Ping, Frame.Ack, 0, new byte[8])]),
        Http2Case.Of("RFC 9113, 6.8", "GOAWAY on stream 1", _ => [Frame.Of(FrameType.GoAway, FrameFlags.None, 1, new byte[8])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.8", "GOAWAY", _ => [Frame.Of(FrameType.GoAway, FrameFlags.None, 0, new byte[8])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.9", "WINDOW_UPDATE by 0 for the connection", _ => [Frame.WindowUpdate(0, 0)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.9", "WINDOW_UPDATE by 0 for a stream", peer => [peer.Hold(1), Frame.WindowUpdate(1, 0)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.9", "WINDOW_UPDATE of three bytes", _ => [Frame.Of(FrameType.WindowUpdate, FrameFlags.None, 0, new byte[3])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.9.1", "a window of the connection above 2^31 - 1", _ => [Frame.WindowUpdate(0, MostWindow), Frame.WindowUpdate(0, MostWindow)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.9.1", "a window of a stream above 2^31 - 1", peer => [peer.Hold(1), Frame.WindowUpdate(1, MostWindow)], 1),
        Http2Case.Of("RFC 9113, 6.9.1", "an answer that waits for a window", peer => [Frame.Settings(Setting.InitialWindowSize, 0), peer.Get(1), Frame.WindowUpdate(1, 100)], 1),
        Http2Case.Of("RFC 9113, 6.9.2", "a window that new settings make larger than 2^31 - 1", peer =>
            [peer.Hold(1), Frame.WindowUpdate(1, MostWindow - FirstWindow), Frame.Settings(Setting.InitialWindowSize, FirstWindow + 1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.10", "headers in four frames", peer =>
            [
                Frame.Headers(1, peer.Fields("GET", "/"), FrameFlags.EndStream), Frame.Continuation(1, Hpack.Field("x-a", "1"), FrameFlags.None),
                Frame.Continuation(1, [], FrameFlags.None), Frame.Continuation(1, Hpack.Field("x-b", "1")),
            ], 1),
        Http2Case.Of("RFC 9113, 6.10", "CONTINUATION on stream 0", peer => [Frame.Headers(1, peer.Fields("GET", "/"), FrameFlags.EndStream), Frame.Continuation(0, [])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.10", "CONTINUATION on another stream", peer => [Frame.Headers(1, peer.Fields("GET", "/"), FrameFlags.EndStream), Frame.Continuation(3, [])]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.10", "CONTINUATION after the end of the headers", peer => [peer.Post(1), Frame.Continuation(1, Hpack.Field("x-a", "1"))]) with { Closes = true },
        Http2Case.Of("RFC 9113, 6.10", "CONTINUATION after DATA", peer => [peer.Post(1), Frame.Data(1, flags: FrameFlags.None), Frame.Continuation(1, Hpack.Field("x-a", "1"))]) with { Closes = true },
    ];

    private static async Task AcknowledgedAsync(Http2Peer peer)
    {
        peer.Say(Frame.Settings(Setting.MaxConcurrentStreams, 10));
        await peer.HearAcknowledgedAsync(2);
        peer.Say(peer.Get(1));
    }
}
