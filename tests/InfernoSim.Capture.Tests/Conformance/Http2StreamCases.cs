namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>What may be said on which streams (RFC 9113, section 5).</summary>
internal static class Http2StreamCases
{
    private const int MostStreams = 100;

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Http2Case.Of("RFC 9113, 5.1", "idle stream: DATA", _ => [Frame.Data(1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "idle stream: RST_STREAM", _ => [Frame.RstStream(1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "idle stream: WINDOW_UPDATE", _ => [Frame.WindowUpdate(1, 100)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "idle stream: CONTINUATION", peer => [Frame.Continuation(1, peer.Fields("GET", "/"))]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "idle stream: PRIORITY", peer => [Frame.Priority(5, 0), peer.Get(1)], 1),
        Http2Case.Of("RFC 9113, 5.1", "half-closed stream: DATA", peer => [peer.Hold(1), Frame.Data(1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "half-closed stream: HEADERS", peer => [peer.Hold(1), peer.Get(1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "half-closed stream: CONTINUATION", peer => [peer.Hold(1), Frame.Continuation(1, Hpack.Field("x-a", "1"))]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "half-closed stream: WINDOW_UPDATE, PRIORITY", peer => [peer.Hold(1), Frame.WindowUpdate(1, 100), Frame.Priority(1, 0)]),
        Http2Case.Of("RFC 9113, 5.1", "half-closed stream: RST_STREAM", peer => [peer.Hold(1), Frame.RstStream(1)]),
        Http2Case.Of("RFC 9113, 5.1", "reset stream: DATA", peer => [peer.Hold(1), Frame.RstStream(1), Frame.Data(1)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1", "reset stream: HEADERS", peer => [peer.Hold(1), Frame.RstStream(1), peer.Get(1)]) with { Closes = true },
        Http2Case.Then("RFC 9113, 5.1", "closed stream: DATA", _ => [Frame.Data(1)]) with { Closes = true },
        Http2Case.Then("RFC 9113, 5.1", "closed stream: HEADERS", peer => [peer.Get(1)]) with { Closes = true },
        Http2Case.Then("RFC 9113, 5.1", "closed stream: CONTINUATION", _ => [Frame.Continuation(1, Hpack.Field("x-a", "1"))]) with { Closes = true },
        Http2Case.Then("RFC 9113, 5.1", "closed stream: WINDOW_UPDATE", _ => [Frame.WindowUpdate(1, 100)]),
        Http2Case.Then("RFC 9113, 5.1", "closed stream: RST_STREAM", _ => [Frame.RstStream(1)]),
        Http2Case.Then("RFC 9113, 5.1", "closed stream: PRIORITY", _ => [Frame.Priority(1, 0)]),
        Http2Case.Of("RFC 9113, 5.1.1", "a stream of even number", peer => [peer.Get(2)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1.1", "a stream of a lower number than the last", peer => [peer.Get(5), peer.Get(3)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 5.1.1", "numbers of streams left out", peer => [peer.Get(1), peer.Get(101)], 1, 101),
        Http2Case.Of("RFC 9113, 5.1.2", "one more stream than may be open", peer => [.. Enumerable.Range(0, MostStreams + 1).Select(i => peer.Hold((uint)((2 * i) + 1)))], (2 * MostStreams) + 1),
        Http2Case.Of("RFC 9113, 5.4.1", "a request beside one that is malformed", peer => [peer.Hold(1), Frame.Headers(3, peer.Fields("GET", "/", ("X-Upper", "1")))]) with { Closes = true },
    ];
}
