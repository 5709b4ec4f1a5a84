namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>Requests in HTTP/2, and what makes them malformed (RFC 9113, section 8).</summary>
internal static class Http2MessageCases
{
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Http2Case.Of("RFC 9113, 8.1", "a body", peer => [peer.Post(1), Frame.Data(1, flags: FrameFlags.None), Frame.Data(1)], 1),
        Http2Case.Of("RFC 9113, 8.1", "a body that ends with an empty frame", peer => [peer.Post(1), Frame.Data(1, flags: FrameFlags.None), Frame.Data(1, 0)], 1),
        Http2Case.Of("RFC 9113, 8.1", "trailers", peer => [peer.Post(1), Frame.Data(1, flags: FrameFlags.None), Frame.Headers(1, Hpack.Field("x-end", "1"))], 1),
        Http2Case.Of("RFC 9113, 8.1", "trailers that do not end the stream", peer => [peer.Post(1), Frame.Data(1, flags: FrameFlags.None), Frame.Headers(1, Hpack.Field("x-end", "1"), FrameFlags.EndHeaders)]) with { Closes = true },
        Http2Case.Of("RFC 9113, 8.1", "trailers with a pseudo-header", peer => [peer.Post(1), Frame.Data(1, flags: FrameFlags.None), Frame.Headers(1, Hpack.Field(":path", "/"))]) with { Closes = true },
        Http2Case.Of("RFC 9113, 8.1", "trailers in capitals", peer => [peer.Post(1), Frame.Data(1, flags: FrameFlags.None), Frame.Headers(1, Hpack.Field("X-End", "1"))]) with { Closes = true },
        Http2Case.Of("RFC 9113, 8.1.1", "a body shorter than its content-length", peer => [peer.Post(1, ("content-length", "6")), Frame.Data(1)], 1),
        Http2Case.Of("RFC 9113, 8.1.1", "a body longer than its content-length", peer => [peer.Post(1, ("content-length", "4")), Frame.Data(1)], 1),
        Http2Case.Of("RFC 9113, 8.1.1", "a body as long as its content-length", peer => [peer.Post(1, ("content-length", "5")), Frame.Data(1)], 1),
        Http2Case.Of("RFC 9113, 8.1.1", "a content-length and no body", peer => [peer.Get(1, ("content-length", "5"))], 1),
        Http2Case.Of("RFC 9113, 8.1.1", "two values of content-length", peer => [peer.Post(1, ("content-length", "5"), ("content-length", "6")), Frame.Data(1)], 1),
        Http2Case.Of("RFC 9113, 8.1.1", "a content-length that is no number", peer => [peer.Post(1, ("content-length", "five")), Frame.Data(1)], 1),
        Field("RFC 9113, 8.2", "a field name in capitals", ("X-Upper", "1")),
        Field("RFC 9113, 8.2.1", "a field name with a space", ("x y", "1")),
        Field("RFC 9113, 8.2.1", "a field name with a colon", ("x:y", "1")),
        Field("RFC 9113, 8.2.1", "a field name with a control character", ("x\u0001y", "1")),
        Field("RFC 9113, 8.2.1", "a field name that is not ASCII", ("x\u00e9", "1")),
        Field("RFC 9113, 8.2.1", "no field name", ("", "1")),
        Field("RFC 9113, 8.2.1", "a field value with a carriage return", ("x-a", "a\rb")),
        Field("RFC 9113, 8.2.1", "a field value with a line feed", ("x-a", "a\nx-b: b")),
        Field("RFC 9113, 8.2.1", "a field value with a NUL", ("x-a", "a\0b")),
        Field("RFC 9113, 8.2.1", "a field value that begins with a space", ("x-a", " a")),
        Field("RFC 9113, 8.2.1", "a field value that ends with a tab", ("x-a", "a\t")),
        Field("RFC 9113, 8.2.1", "a field value that is not ASCII", ("x-a", "\u00e9\u00ff")),
        Field("RFC 9113, 8.2.1", "an empty field value", ("x-a", "")),
        Field("RFC 9113, 8.2.2", "connection", ("connection", "close")),
        Field("RFC 9113, 8.2.2", "keep-alive", ("keep-alive", "timeout=5")),
        Field("RFC 9113, 8.2.2", "proxy-connection", ("proxy-connection", "keep-alive")),
        Field("RFC 9113, 8.2.2", "transfer-encoding", ("transfer-encoding", "chunked")),
        Field("RFC 9113, 8.2.2", "upgrade", ("upgrade", "websocket")),
        Field("RFC 9113, 8.2.2", "te: gzip", ("te", "gzip")),
        Field("RFC 9113, 8.2.2", "te: trailers", ("te", "trailers")),
        Field("RFC 9113, 8.2.3", "two fields of cookies", ("cookie", "a=1"), ("cookie", "b=2")),
        Field("RFC 9113, 8.3", "a pseudo-header that no specification knows", (":unknown", "1")),
        Field("RFC 9113, 8.3", "a pseudo-header of responses", (":status", "200")),
        Field("RFC 9113, 8.3", "two :method", (":method", "GET")),
        Field("RFC 9113, 8.3", "two :path", (":path", "/")),
        Field("RFC 9113, 8.3", "two :scheme", (":scheme", "http")),
        Field("RFC 9113, 8.3", "two :authority", (":authority", "localhost")),
        Of("RFC 9113, 8.3", "a pseudo-header after a field", peer => [.. Hpack.Field("x-a", "1"), .. peer.Fields("GET", "/")]),
        Of("RFC 9113, 8.3.1", "no :method", peer => peer.FieldsWithout(":method")),
        Of("RFC 9113, 8.3.1", "no :scheme", peer => peer.FieldsWithout(":scheme")),
        Of("RFC 9113, 8.3.1", "no :path", peer => peer.FieldsWithout(":path")),
        Of("RFC 9113, 8.3.1", "no :authority, and a host", peer => peer.FieldsWithout(":authority", ("host", "localhost"))),
        Of("RFC 9113, 8.3.1", "no :authority, and no host", peer => peer.FieldsWithout(":authority")),
        Of("RFC 9113, 8.3.1", "another host than :authority", peer => peer.Fields("GET", "/", ("host", "another.test"))),
        Of("RFC 9113, 8.3.1", "an :authority with a user", peer => peer.FieldsWithout(":authority", (":authority", "user@localhost"))),
        Of("RFC 9113, 8.3.1", "an :authority with a space", peer => peer.FieldsWithout(":authority", (":authority", "local host"))),
        Of("RFC 9113, 8.3.1", "an empty :path", peer => peer.Fields("GET", "")),
        Of("RFC 9113, 8.3.1", "a :path without a slash", peer => peer.Fields("GET", "index")),
        Of("RFC 9113, 8.3.1", "a :path with a space", peer => peer.Fields("GET", "/a b")),
        Of("RFC 9113, 8.3.1", "a :path that is *", peer => peer.Fields("OPTIONS", "*")),
        Of("RFC 9113, 8.3.1", "a :method with a space", peer => peer.Fields("G T", "/")),
        Of("RFC 9113, 8.3.1", "a :scheme that nobody speaks", peer => peer.FieldsWithout(":scheme", (":scheme", "gopher"))),
        Of("RFC 9113, 8.3.1", "HEAD", peer => peer.Fields("HEAD", "/")),
        Of("RFC 9113, 8.5", "CONNECT with a :path", peer => peer.Fields("CONNECT", "/")),
        Of("RFC 9113, 8.5", "CONNECT", _ => Hpack.Fields((":method", "CONNECT"), (":authority", "localhost:1"))),
    ];

    // What is malformed ends its stream or the connection; what a server takes all the same is answered.
    private static Http2Case Of(string section, string what, Func<Http2Peer, byte[]> fields) => Http2Case.Of(section, what, peer => [Frame.Headers(1, fields(peer))], 1);

    private static Http2Case Field(string section, string what, params (string Name, string Value)[] fields) => Of(section, what, peer => peer.Fields("GET", "/", fields));
}
