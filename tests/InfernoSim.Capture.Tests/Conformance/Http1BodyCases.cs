namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>Where the body of a request in HTTP/1.1 ends (RFC 9112, sections 6 and 7).</summary>
internal static class Http1BodyCases
{
    private const string Chunks = "5\r\nhello\r\n0\r\n\r\n";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Post("RFC 9112, 6.1", "chunks", "Transfer-Encoding: chunked", Chunks),
        Post("RFC 9112, 6.1", "chunks, named in capitals", "Transfer-Encoding: CHUNKED", Chunks),
        Post("RFC 9112, 6.1", "chunks and a length", "Content-Length: 5\r\nTransfer-Encoding: chunked", Chunks),
        Post("RFC 9112, 6.1", "a length and then chunks", "Transfer-Encoding: chunked\r\nContent-Length: 5", Chunks),
        Post("RFC 9112, 6.1", "an encoding that is not chunks", "Transfer-Encoding: gzip", Chunks),
        Post("RFC 9112, 6.1", "an encoding that nobody knows", "Transfer-Encoding: xchunked", Chunks),
        Post("RFC 9112, 6.1", "chunks that are not the last encoding", "Transfer-Encoding: chunked, gzip", Chunks),
        Post("RFC 9112, 6.1", "chunks twice", "Transfer-Encoding: chunked, chunked", Chunks),
        Post("RFC 9112, 6.1", "chunks in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", Chunks),
        Post("RFC 9112, 6.1", "identity", "Transfer-Encoding: identity", Chunks),
        Post("RFC 9112, 6.1", "an empty encoding", "Transfer-Encoding:", Chunks),
        Post("RFC 9112, 6.1", "a tab before chunked", "Transfer-Encoding: \tchunked", Chunks),
        new Http1Case("RFC 9112, 6.1", "chunks in HTTP/1.0", $"POST / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n{Chunks}"),
        Post("RFC 9112, 6.2", "a length", "Content-Length: 5", "hello"),
        Post("RFC 9112, 6.2", "a length of zero", "Content-Length: 0", ""),
        Post("RFC 9112, 6.3", "neither a length nor chunks", "X-A: 1", ""),
        Post("RFC 9112, 6.3", "a negative length", "Content-Length: -5", "hello"),
        Post("RFC 9112, 6.3", "a length with a plus", "Content-Length: +5", "hello"),
        Post("RFC 9112, 6.3", "a length in hexadecimal", "Content-Length: 0x5", "hello"),
        Post("RFC 9112, 6.3", "a length with zeros before it", "Content-Length: 005", "hello"),
        Post("RFC 9112, 6.3", "an empty length", "Content-Length:", "hello"),
        Post("RFC 9112, 6.3", "a length larger than any number", "Content-Length: 99999999999999999999", "hello"),
        Post("RFC 9112, 6.3", "a list of equal lengths", "Content-Length: 5, 5", "hello"),
        Post("RFC 9112, 6.3", "two fields of equal length", "Content-Length: 5\r\nContent-Length: 5", "hello"),
        Post("RFC 9112, 6.3", "two fields of different length", "Content-Length: 5\r\nContent-Length: 6", "hello"),
        new Http1Case("RFC 9112, 6.3", "a GET with a body", "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"),
        Chunked("RFC 9112, 7.1", "several chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a size with zeros before it", "005\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a size that is no number", "five\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a negative size", "-5\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "an empty size", "\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a size larger than any number", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a space before a size", " 5\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a size that ends with a line feed alone", "5\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a chunk longer than its size", "4\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1", "a chunk that ends with a line feed alone", "5\r\nhello\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1.1", "an extension", "5;name=value\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1.1", "an extension with a quoted value", "5;name=\"a;b\"\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1.1", "an extension with a line feed", "5;name\nhello\r\nhello\r\n0\r\n\r\n"),
        Chunked("RFC 9112, 7.1.2", "trailers", "5\r\nhello\r\n0\r\nX-End: 1\r\n\r\n"),
        Chunked("RFC 9112, 7.1.2", "trailers without a colon", "5\r\nhello\r\n0\r\nX-End\r\n\r\n"),
        Chunked("RFC 9112, 7.1.2", "a length among trailers", "5\r\nhello\r\n0\r\nContent-Length: 100\r\n\r\n"),
        Post("RFC 9110, 10.1.1", "Expect: 100-continue", "Expect: 100-continue\r\nContent-Length: 5", "hello"),
        Post("RFC 9110, 10.1.1", "an expectation that nobody knows", "Expect: more\r\nContent-Length: 5", "hello"),
        Post("RFC 9110, 7.8", "an upgrade that nobody knows", "Connection: Upgrade\r\nUpgrade: unknown\r\nContent-Length: 5", "hello"),
    ];

    private static Http1Case Post(string section, string what, string fields, string body) => new(section, what, $"POST / HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n\r\n{body}");

    private static Http1Case Chunked(string section, string what, string body) => Post(section, what, "Transfer-Encoding: chunked", body);
}
