using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class CallKeyTests
{
    private const string RecordedId = "0af7651916cd43dd8448eb211c80319c";
    private const string ReplayedId = "aaaabbbbccccddddeeeeffff00001111";

    [Theory]
    [InlineData("http://a.test/p", "http://A.test.:80/p")]
    [InlineData("https://a.test/p", "https://a.test:443/p")]
    [InlineData("http://[::1]/p", "http://[0:0::1]:80/p")]
    [InlineData("http://a.test", "http://a.test/")]
    [InlineData("http://a.test?x=1", "http://a.test/?x=1")]
    [InlineData("http://a.test/%7euser/%2f", "http://a.test/~user/%2F")]
    [InlineData("http://a.test/caf\u00E9", "http://a.test/caf%C3%A9")]
    [InlineData("http://a.test/p?a=1&b=2", "http://a.test/p?b=2&a=1")]
    [InlineData("http://a.test/p?sort=price&page=1&sort=name", "http://a.test/p?page=1&sort=price&sort=name")]
    [InlineData("http://a.test/p?q=a+b", "http://a.test/p?q=a%20b")]
    [InlineData("http://a.test/p?q=%7e&&", "http://a.test/p?q=~")]
    [InlineData("http://a.test/p?", "http://a.test/p")]
    public void Targets_that_mean_the_same_have_the_same_key(string recorded, string replayed)
    {
        Assert.Equal(KeyOf(Recorded("GET", recorded)), CallKey.Of(Request("GET", replayed), OwnIds.None));
    }

    [Theory]
    [InlineData("http://a.test/p", "https://a.test/p")]
    [InlineData("http://a.test/p", "http://a.test:81/p")]
    [InlineData("http://a.test/p", "http://b.test/p")]
    [InlineData("http://a.test/p", "http://a.test/P")]
    [InlineData("http://a.test/p", "http://a.test/p/")]
    [InlineData("http://a.test/a%2Fb", "http://a.test/a/b")]
    [InlineData("http://a.test/a+b", "http://a.test/a%20b")]
    [InlineData("http://a.test/p?a=1", "http://a.test/p?a=1&a=1")]
    [InlineData("http://a.test/p?sort=price&sort=name", "http://a.test/p?sort=name&sort=price")]
    [InlineData("http://a.test/p?id%5B%5D=1&x=1&id%5B%5D=2", "http://a.test/p?id%5B%5D=2&x=1&id%5B%5D=1")]
    [InlineData("http://a.test/p?a", "http://a.test/p?a=")]
    [InlineData("http://a.test/p?a=1%26b=2", "http://a.test/p?a=1&b=2")]
    [InlineData("http://a.test/p?ab=c", "http://a.test/p?a=bc")]
    public void Targets_that_may_mean_something_else_have_other_keys(string recorded, string replayed)
    {
        Assert.NotEqual(KeyOf(Recorded("GET", recorded)), CallKey.Of(Request("GET", replayed), OwnIds.None));
    }

    [Fact]
    public void The_method_is_part_of_the_key()
    {
        Assert.NotEqual(CallKey.Of(Request("GET", "http://a.test/p"), OwnIds.None), CallKey.Of(Request("HEAD", "http://a.test/p"), OwnIds.None));
    }

    [Theory]
    [InlineData("application/json", """{"a":1,"b":[1e2,"\u0041"]}""", """ { "b" : [ 100.0, "A" ], "a" : 1 } """)]
    [InlineData("application/vnd.api+json; charset=utf-8", """{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData(null, """{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=x+y", "b=x%20y&a=1")]
    public void Bodies_that_say_the_same_have_the_same_key(string? type, string recorded, string replayed)
    {
        Assert.Equal(
            KeyOf(Recorded("POST", "http://a.test/p", type, Encoding.UTF8.GetBytes(recorded))),
            CallKey.Of(Request("POST", "http://a.test/p", type, Encoding.UTF8.GetBytes(replayed)), OwnIds.None));
    }

    [Theory]
    [InlineData("application/json", """{"a":1}""", """{"a":"1"}""")]
    [InlineData("application/json", """{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    [InlineData("application/json", """{"a":1,"a":2}""", """{"a":2,"a":1}""")]
    [InlineData("application/json", "[1,2]", "[2,1]")]
    [InlineData("text/plain", """{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("application/x-www-form-urlencoded", "a=1&a=1", "a=1")]
    [InlineData("application/x-www-form-urlencoded", "step=a&step=b", "step=b&step=a")]
    [InlineData("application/json", "{}", "\uFEFF{}")]
    [InlineData("application/json", "{}", "")]
    public void Bodies_that_say_something_else_have_other_keys(string type, string recorded, string replayed)
    {
        Assert.NotEqual(
            KeyOf(Recorded("POST", "http://a.test/p", type, Encoding.UTF8.GetBytes(recorded))),
            CallKey.Of(Request("POST", "http://a.test/p", type, Encoding.UTF8.GetBytes(replayed)), OwnIds.None));
    }

    [Fact]
    public void A_multipart_boundary_made_up_anew_makes_no_difference()
    {
        static byte[] Body(string boundary, string value) =>
            Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=a\r\n\r\n{value}\r\n--{boundary}--\r\n");

        CallKey recorded = KeyOf(Recorded("POST", "http://a.test/", "multipart/form-data; boundary=\"one\"", Body("one", "1")));

        Assert.Equal(recorded, CallKey.Of(Request("POST", "http://a.test/", "multipart/form-data; boundary=other", Body("other", "1")), OwnIds.None));
        Assert.NotEqual(recorded, CallKey.Of(Request("POST", "http://a.test/", "multipart/form-data; boundary=other", Body("other", "2")), OwnIds.None));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, br")]
    public void A_compressed_body_has_the_key_of_what_it_says(string encoding)
    {
        byte[] plain = Encoding.UTF8.GetBytes("""{"a":1,"b":2}""");
        byte[] compressed = plain;
        foreach (string step in encoding.Split(", "))
        {
            compressed = Compress(compressed, step);
        }

        DependencyRequest request = Request("POST", "http://a.test/p") with
        {
            Body = compressed,
            Headers = HeaderMap.Of(("Content-Type", "application/json"), ("Content-Encoding", encoding)),
        };

        Assert.Equal(KeyOf(Recorded("POST", "http://a.test/p", "application/json", """{"b":2,"a":1}"""u8.ToArray())), CallKey.Of(request, OwnIds.None));
    }

    [Fact]
    public void A_body_that_grows_beyond_measure_is_taken_as_it_is()
    {
        byte[] bomb = Compress(new byte[ContentDecoder.GreatestLength + 1], "gzip");

        Assert.True(ContentDecoder.Decode(bomb, "gzip", out bool isDecoded).Span.SequenceEqual(bomb));
        Assert.False(isDecoded);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    public void A_body_that_is_not_what_its_encoding_says_is_taken_as_it_is(string encoding)
    {
        byte[] bytes = Encoding.UTF8.GetBytes("plain text, and not compressed in the least");

        Assert.Equal(bytes, ContentDecoder.Decode(bytes, encoding, out bool isDecoded).ToArray());
        Assert.False(isDecoded);
    }

    [Fact]
    public void The_exchanges_own_ids_are_masked_in_path_query_and_body()
    {
        static string Url(string id) => $"http://a.test/t/{id}?trace=00-{id}-1111111111111111-01&z={id}";
        static byte[] Body(string id) => Encoding.UTF8.GetBytes($$"""{"traceId":"{{id}}"}""");

        CallKey recorded = CallKey.OfRecorded(Recorded("POST", Url(RecordedId), "application/json", Body(RecordedId)), OwnIds.Of(RecordedId), out _);
        DependencyRequest replayed = Request("POST", Url(ReplayedId), "application/json", Body(ReplayedId));

        Assert.Equal(recorded, CallKey.Of(replayed, OwnIds.Of(ReplayedId)));
        Assert.NotEqual(recorded, CallKey.Of(replayed, OwnIds.None));
        Assert.NotEqual(recorded, CallKey.Of(replayed, OwnIds.Of(RecordedId)));
    }

    [Fact]
    public void A_body_longer_than_the_capture_limit_is_found_by_length_and_hash()
    {
        byte[] body = RandomBytes(5000);
        IncidentEvent recorded = Recorded("PUT", "http://a.test/p", "image/png", []) with
        {
            Body = RecordedBody.FromBytes(body.AsMemory(0, 1000), body.Length, Convert.ToHexString(SHA256.HashData(body)), truncated: true),
        };
        DependencyRequest request = Request("PUT", "http://a.test/p", "image/png", body);

        CallKey key = CallKey.OfRecorded(recorded, OwnIds.None, out BodyKnowledge knowledge);

        Assert.Equal(BodyKnowledge.Hashed, knowledge);
        Assert.Equal(key, CallKey.WithoutBody(request, OwnIds.None).WithHashedBody(BodyContent.Of(request.Body, request.Headers)));
        Assert.NotEqual(key, CallKey.Of(request, OwnIds.None));
        Assert.NotEqual(key, CallKey.WithoutBody(request, OwnIds.None));
    }

    [Fact]
    public void A_call_whose_request_body_was_never_recorded_is_found_without_it()
    {
        IncidentEvent legacy = Recorded("POST", "http://a.test/p") with { ResponseCaptured = false };
        IncidentEvent redacted = Recorded("POST", "http://a.test/p") with { Body = RecordedBody.FromBytes("{}"u8.ToArray(), redacted: true) };
        IncidentEvent unhashed = Recorded("POST", "http://a.test/p") with { Body = RecordedBody.FromBytes(ReadOnlyMemory<byte>.Empty, size: 12) };
        CallKey expected = CallKey.WithoutBody(Request("POST", "http://a.test/p", "text/plain", [1, 2, 3]), OwnIds.None);

        Assert.All(new[] { legacy, redacted, unhashed }, call =>
        {
            Assert.Equal(expected, CallKey.OfRecorded(call, OwnIds.None, out BodyKnowledge knowledge));
            Assert.Equal(BodyKnowledge.Unknown, knowledge);
        });
    }

    [Fact]
    public void A_failed_call_that_recorded_its_request_is_found_by_it()
    {
        IncidentEvent failed = Recorded("POST", "http://a.test/p", "text/plain", [1, 2, 3]) with { ResponseCaptured = false, Status = 0, Error = "timeout: a.test" };

        Assert.Equal(CallKey.Of(Request("POST", "http://a.test/p", "text/plain", [1, 2, 3]), OwnIds.None), KeyOf(failed));
    }

    [Fact]
    public void A_tunnel_is_keyed_by_its_authority()
    {
        CallKey recorded = KeyOf(Recorded("CONNECT", "a.test:443"));
        DependencyRequest request = new() { Method = "CONNECT", Scheme = "https", Authority = "A.test:443", PathAndQuery = "" };

        Assert.Equal(recorded, CallKey.Of(request, OwnIds.None));
    }

    [Fact]
    public void An_old_fixture_that_names_the_host_only_as_its_service_has_the_same_key()
    {
        IncidentEvent recorded = Recorded("GET", "/p?x=1") with { Service = "a.test" };

        Assert.Equal(KeyOf(recorded), CallKey.Of(Request("GET", "http://a.test/p?x=1"), OwnIds.None));
    }

    private static CallKey KeyOf(IncidentEvent call) => CallKey.OfRecorded(call, OwnIds.None, out _);

    private static IncidentEvent Recorded(string method, string url, string? type = null, byte[]? body = null) => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = default,
        Method = method,
        Url = url,
        Headers = type is null ? HeaderMap.Empty : HeaderMap.Of(("Content-Type", type)),
        Body = RecordedBody.FromBytes(body ?? []),
        ResponseCaptured = true,
    };

    private static DependencyRequest Request(string method, string url, string? type = null, byte[]? body = null)
    {
        RecordedTarget target = RecordedTarget.Of(Recorded(method, url));
        return new DependencyRequest
        {
            Method = method,
            Scheme = target.Scheme,
            Authority = target.Authority,
            PathAndQuery = target.PathAndQuery,
            Headers = type is null ? HeaderMap.Empty : HeaderMap.Of(("Content-Type", type)),
            Body = body ?? [],
        };
    }

    private static byte[] Compress(byte[] bytes, string encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "gzip" => new GZipStream(compressed, CompressionLevel.Fastest),
            "br" => new BrotliStream(compressed, CompressionLevel.Fastest),
            _ => new ZLibStream(compressed, CompressionLevel.Fastest),
        })
        {
            encoder.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
