namespace InfernoSim.Capture.Tests.Conformance;

/// <summary>How HTTP/2 writes fields (RFC 7541).</summary>
internal static class HpackCases
{
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Http2Case.Of("RFC 7541, 2.3.2", "a field that was remembered", peer => [Frame.Headers(1, [.. peer.Fields("GET", "/"), .. Hpack.Remembered("x-a", "1")]), Frame.Headers(3, [.. peer.Fields("GET", "/"), .. Hpack.Indexed(62)])], 1, 3),
        Ends("RFC 7541, 2.3.3", "an index beyond both tables", Hpack.Indexed(70)),
        Ends("RFC 7541, 4.2", "a table larger than was agreed upon", Hpack.TableSize(4097), isFirst: true),
        Ends("RFC 7541, 4.2", "a size of the table after a field", Hpack.TableSize(0)),
        Http2Case.Of("RFC 7541, 4.2", "a smaller table", peer => [Frame.Headers(1, [.. Hpack.TableSize(0), .. Hpack.TableSize(100), .. peer.Fields("GET", "/")])], 1),
        Ends("RFC 7541, 5.1", "a number without an end", [0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]),
        Ends("RFC 7541, 5.2", "a text longer than the headers", [0x00, 0x05, (byte)'x']),
        Http2Case.Of("RFC 7541, 5.2", "a value in Huffman code", peer => [Frame.Headers(1, [.. peer.Fields("GET", "/"), .. Hpack.Coded("x-a", 0x1f)])], 1),
        Ends("RFC 7541, 5.2", "Huffman code with more than 7 bits of padding", Hpack.Coded("x-a", 0x1f, 0xff)),
        Ends("RFC 7541, 5.2", "Huffman code with padding of zeros", Hpack.Coded("x-a", 0x18)),
        Ends("RFC 7541, 5.2", "Huffman code with the end of a text in it", Hpack.Coded("x-a", 0xff, 0xff, 0xff, 0xff)),
        Ends("RFC 7541, 6.1", "the index 0", Hpack.Indexed(0)),
        Ends("RFC 7541, 6.2.1", "a name of an index beyond both tables", [0x7f, 0x10, 0x01, (byte)'1']),
        Http2Case.Of("RFC 7541, 6.2.3", "a field that is never to be remembered", peer => [Frame.Headers(1, [.. peer.Fields("GET", "/"), 0x10, 0x03, .. "x-a"u8, 0x01, (byte)'1'])], 1),
    ];

    private static Http2Case Ends(string section, string what, byte[] bytes, bool isFirst = false) =>
        Http2Case.Of(section, what, peer => [Frame.Headers(1, Put(bytes, peer.Fields("GET", "/"), isFirst))]) with { Closes = true };

    private static byte[] Put(byte[] bytes, byte[] fields, bool isFirst) => isFirst ? [.. bytes, .. fields] : [.. fields, .. bytes];
}
