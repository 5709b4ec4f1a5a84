using System.IO.Compression;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using ZstdSharp;

namespace InfernoSim.Tests.Matching;

public class ContentDecoderTests
{
    private const string Said = """{"a":1,"b":[2,3],"c":"some words that are said again and again and again"}""";

    public static TheoryData<string> Encodings => ["gzip", "x-gzip", "br", "deflate", "raw deflate", "zstd"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Content_is_decoded(string encoding)
    {
        ReadOnlyMemory<byte> decoded = ContentDecoder.Decode(Encode(Said, encoding), NameOf(encoding), out bool isDecoded);

        Assert.True(isDecoded);
        Assert.Equal(Said, Encoding.UTF8.GetString(decoded.Span));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Content_that_ends_too_early_is_not_decoded(string encoding)
    {
        byte[] whole = Encode(Said, encoding);

        for (int cut = 1; cut < whole.Length - 1; cut++)
        {
            _ = ContentDecoder.Decode(whole.AsMemory(0, whole.Length - cut), NameOf(encoding), out bool isDecoded);

            Assert.False(isDecoded, $"{encoding} without its last {cut} bytes");
        }
    }

    [Theory]
    [InlineData("gzip", "br")]
    [InlineData("br", "gzip")]
    [InlineData("zstd", "gzip")]
    [InlineData("gzip", "zstd")]
    [InlineData("gzip", "compress")]
    [InlineData("gzip", "deflate")]
    public void Content_with_the_name_of_another_encoding_is_not_decoded(string encoding, string name)
    {
        _ = ContentDecoder.Decode(Encode(Said, encoding), name, out bool isDecoded);

        Assert.False(isDecoded);
    }

    [Fact]
    public void Members_of_gzip_one_after_the_other_are_one_content()
    {
        byte[] both = [.. Encode("one ", "gzip"), .. Encode("two", "gzip")];

        Assert.Equal("one two", Encoding.UTF8.GetString(ContentDecoder.Decode(both, "gzip", out bool isDecoded).Span));
        Assert.True(isDecoded);
    }

    [Theory]
    [InlineData("5;chunk-signature=aa\r\nhello\r\n0;chunk-signature=bb\r\n\r\n", "hello")]
    [InlineData("5\r\nhello\r\n6;chunk-signature=cc\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\nx-amz-trailer-signature:ff\r\n\r\n", "hello world")]
    [InlineData("0;chunk-signature=bb\r\n\r\n", "")]
    [InlineData("a;chunk-signature=aa\r\na\r\nb\r\n1;\r\n\r\n0;chunk-signature=bb\r\n\r\n", "a\r\nb\r\n1;\r\n")]
    public void Chunks_of_object_storage_are_their_data(string body, string expected)
    {
        ReadOnlyMemory<byte> decoded = ContentDecoder.Decode(Encoding.UTF8.GetBytes(body), "aws-chunked", out bool isDecoded);

        Assert.Equal((true, expected), (isDecoded, Encoding.UTF8.GetString(decoded.Span)));
    }

    [Theory]
    [InlineData("5;chunk-signature=aa\r\nhello\r\n")]
    [InlineData("5;chunk-signature=aa\r\nhel")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("7fffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("hello")]
    public void What_is_no_whole_row_of_chunks_is_not_decoded(string body)
    {
        _ = ContentDecoder.Decode(Encoding.UTF8.GetBytes(body), "aws-chunked", out bool isDecoded);

        Assert.False(isDecoded);
    }

    [Theory]
    [InlineData("aws-chunked,gzip")]
    [InlineData("gzip, aws-chunked")]
    public void Chunks_are_around_every_other_encoding_wherever_they_are_named(string encoding)
    {
        byte[] content = Encode(Said, "gzip");
        byte[] body = [.. Encoding.ASCII.GetBytes($"{content.Length:x};chunk-signature=aa\r\n"), .. content, .. "\r\n0;chunk-signature=bb\r\n\r\n"u8];

        Assert.Equal(Said, Encoding.UTF8.GetString(ContentDecoder.Decode(body, encoding, out _).Span));
    }

    [Fact]
    public void Signatures_of_chunks_make_no_difference_and_their_data_does()
    {
        HeaderMap named = HeaderMap.Of(("Content-Type", "application/json"), ("Content-Encoding", "aws-chunked"));
        HeaderMap unnamed = HeaderMap.Of(("Content-Type", "application/json"), ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));
        foreach (HeaderMap headers in new[] { named, unnamed })
        {
            BodyContent recorded = Chunks(headers, """{"a":1}""", "aa");

            Assert.Null(BodyComparer.Compare(recorded, Chunks(headers, """{"a":1}""", "bb"), TraceNoise.None));
            Assert.Equal("/a", BodyComparer.Compare(recorded, Chunks(headers, """{"a":2}""", "bb"), TraceNoise.None)?.Location);
            Assert.Equal(BodyDigest.Hash128(recorded, OwnIds.None), BodyDigest.Hash128(Chunks(headers, """{"a":1}""", "bb"), OwnIds.None));
        }
    }

    [Theory]
    [InlineData("gzip, br", "gzip", true)]
    [InlineData("gzip, br", "x-gzip", true)]
    [InlineData("gzip;q=0.5, *;q=0", "gzip", true)]
    [InlineData("gzip", "br", false)]
    [InlineData("gzip", "gzip, br", false)]
    [InlineData("gzip;q=0, *", "gzip", false)]
    [InlineData("gzip;q=0, *", "zstd", true)]
    [InlineData("gzip", "", true)]
    [InlineData("gzip, identity;q=0", "", false)]
    [InlineData("gzip, *;q=0", "", false)]
    [InlineData("*", "br", true)]
    [InlineData(null, "gzip", false)]
    [InlineData(null, "", true)]
    [InlineData("", "identity", true)]
    public void A_client_reads_what_it_asked_for(string? accepted, string encoding, bool isAllowed)
    {
        Assert.Equal(isAllowed, AcceptEncoding.Allows(accepted is null ? [] : [accepted], encoding));
    }

    private static BodyContent Chunks(HeaderMap headers, string data, string signature) => BodyContent.Of(
        Encoding.UTF8.GetBytes($"{data.Length:x};chunk-signature={signature}\r\n{data}\r\n0;chunk-signature={signature}\r\n\r\n"), headers);

    private static string NameOf(string encoding) => encoding == "raw deflate" ? "deflate" : encoding;

    private static byte[] Encode(string text, string encoding)
    {
        using var to = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "gzip" or "x-gzip" => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
            "zstd" => new CompressionStream(to),
            _ => new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            encoder.Write(Encoding.UTF8.GetBytes(text));
        }

        return to.ToArray();
    }
}
