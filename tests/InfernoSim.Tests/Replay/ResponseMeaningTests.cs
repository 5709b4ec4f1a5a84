using System.IO.Compression;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Responses;

namespace InfernoSim.Tests.Replay;

/// <summary>What a client can do with a response, beside what is in it.</summary>
public class ResponseMeaningTests
{
    private const string Said = """{"a":1}""";

    [Theory]
    [InlineData("gzip, br", null, "gzip", null)]
    [InlineData("gzip, br", "gzip", "br", null)]
    [InlineData("gzip, br", "gzip", null, null)]
    [InlineData(null, "gzip", null, null)]
    [InlineData(null, "gzip", "gzip", null)]
    [InlineData(null, null, "gzip", "Content-Encoding")]
    [InlineData("gzip", null, "br", "Content-Encoding")]
    [InlineData("gzip", "gzip", "br", "Content-Encoding")]
    [InlineData("br;q=1, gzip;q=0", null, "gzip", "Content-Encoding")]
    public void Content_may_be_encoded_as_the_client_asked(string? accepted, string? recorded, string? replayed, string? location)
    {
        PlannedExchange exchange = Of("GET", accepted, Message(200, recorded, Encode(Said, recorded)));

        ResponseComparison comparison = Compare(exchange, replayed, Encode(Said, replayed, CompressionLevel.Fastest));

        Assert.Equal(location, comparison.Differences.Select(difference => difference.Location).SingleOrDefault());
    }

    [Fact]
    public void Content_that_is_cut_before_the_trailer_of_its_compression_is_a_difference()
    {
        byte[] whole = Encode(Said, "gzip");

        ResponseComparison comparison = Compare(Of("GET", "gzip", Message(200, "gzip", whole)), "gzip", whole[..^8]);

        Assert.Equal($"{whole.Length - 8} bytes that do not decode as gzip", Assert.Single(comparison.Differences).Got);
    }

    [Theory]
    [InlineData("HEAD", 200, "512", "512", null)]
    [InlineData("HEAD", 200, "512", "0", "0")]
    [InlineData("HEAD", 200, "512", null, "(absent)")]
    [InlineData("HEAD", 200, null, "512", null)]
    [InlineData("GET", 304, "512", "513", "513")]
    [InlineData("GET", 304, "512", null, null)]
    public void The_length_of_content_that_does_not_come_is_compared(string method, int status, string? recorded, string? replayed, string? got)
    {
        PlannedExchange exchange = Of(method, null, response => response with { Status = status, Headers = Length(recorded), Body = RecordedBody.None });

        ResponseComparison comparison = ResponseComparer.Compare(exchange, new ObservedResponse { Status = status, Headers = Length(replayed) }, "");

        Assert.Equal(got, comparison.Differences.Select(difference => difference.Got).SingleOrDefault());
    }

    [Fact]
    public void The_length_of_content_that_is_compared_is_not()
    {
        PlannedExchange exchange = Of("GET", null, response => response with { Headers = Length("7"), Body = RecordedBody.FromBytes(Encoding.UTF8.GetBytes(Said)) });
        byte[] spaced = Encoding.UTF8.GetBytes("""{ "a": 1 }""");

        ResponseComparison comparison = ResponseComparer.Compare(
            exchange, new ObservedResponse { Status = 200, Headers = Length("10"), Body = new ObservedBody(spaced, spaced.Length, null) }, "");

        Assert.Empty(comparison.Differences);
    }

    [Fact]
    public void A_body_of_the_same_bytes_is_another_when_its_header_names_another_boundary()
    {
        byte[] body = Encoding.UTF8.GetBytes("--a\r\n\r\nx\r\n--a--\r\n");
        PlannedExchange exchange = Of("GET", null, response => response with { Headers = Multipart("a"), Body = RecordedBody.FromBytes(body) });

        ResponseComparison comparison = ResponseComparer.Compare(
            exchange, new ObservedResponse { Status = 200, Headers = Multipart("b"), Body = new ObservedBody(body, body.Length, null) }, "");

        Assert.Equal("line 1, column 3", comparison.Differences[0].Location);
    }

    private static HeaderMap Multipart(string boundary) => HeaderMap.Of(("Content-Type", $"multipart/mixed; boundary={boundary}"));

    private static HeaderMap Length(string? length) => length is null ? HeaderMap.Of(("X-A", "1")) : HeaderMap.Of(("Content-Length", length), ("X-A", "1"));

    private static HeaderMap Head(string? encoding) => encoding is null
        ? HeaderMap.Of(("Content-Type", "application/json"))
        : HeaderMap.Of(("Content-Type", "application/json"), ("Content-Encoding", encoding));

    private static Func<IncidentEvent, IncidentEvent> Message(int status, string? encoding, byte[] body) =>
        response => response with { Status = status, Headers = Head(encoding), Body = RecordedBody.FromBytes(body) };

    private static PlannedExchange Of(string method, string? accepted, Func<IncidentEvent, IncidentEvent> response)
    {
        RecordedExchange recorded = new IncidentBuilder().Exchange("/", Said, response: response).Build().Exchanges[0];
        HeaderMap asked = accepted is null ? HeaderMap.Empty : HeaderMap.Of(("Accept-Encoding", accepted));
        return new PlannedExchange(recorded with { Request = recorded.Request with { Method = method, Headers = asked } }, 0, new ReplayOptions());
    }

    private static ResponseComparison Compare(PlannedExchange exchange, string? encoding, byte[] body) =>
        ResponseComparer.Compare(exchange, new ObservedResponse { Status = 200, Headers = Head(encoding), Body = new ObservedBody(body, body.Length, null) }, "");

    private static byte[] Encode(string text, string? encoding, CompressionLevel level = CompressionLevel.Optimal)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        if (encoding is null)
        {
            return content;
        }

        using var to = new MemoryStream();
        using (Stream encoder = encoding == "br" ? new BrotliStream(to, level) : new GZipStream(to, level))
        {
            encoder.Write(content);
        }

        return to.ToArray();
    }
}
