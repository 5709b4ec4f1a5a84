using System.IO.Compression;
using System.Text;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>What reads and compares headers and bodies.</summary>
internal static class MessageTargets
{
    // Between two messages that are compared.
    private const string Divider = "\n--8<--\n";

    private const string Order = """{"id":"42","n":1.50,"at":"2026-11-23T18:33:15Z","items":[{"a":[1,2]},null,true],"a\u00e9":"x"}""";
    private const string Parts = "--b1\r\nContent-Disposition: form-data; name=\"f\"\r\nContent-Type: multipart/mixed; boundary=\"b2\"\r\n\r\n--b2\r\n\r\nx\r\n--b2--\r\n--b1\r\n\r\ny\r\n--b1--\r\n";

    // What a body may grow to for each coding, several times over: buffers double, and deflate is tried in two forms.
    private const long BytesForDecoding = 12L * ContentDecoder.GreatestLength;

    private static readonly string Zeros = new('0', 2 * 1024 * 1024);

    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new(
            "two bodies",
            [
                Pair("application/json", "", Order, Order.Replace("1.50", "15e-1", StringComparison.Ordinal)),
                Pair("application/problem+json; charset=utf-8", "identity", "[1,2,3]", "[1,2,4]"),
                Pair("application/x-www-form-urlencoded", "", "a=1&b=x+y%20z&a=2&=&c", "b=x%20y+z&a=1&a=2"),
                Pair("multipart/form-data; boundary=b1", "", Parts, Parts.Replace("b1", "other", StringComparison.Ordinal)),
                Pair("application/xml", "", "<?xml version=\"1.0\"?><a b=\"1\"><![CDATA[x]]></a>", "<a b='1'>x</a>"),
                Pair("text/plain", "", "took 17 ms", "took 18 ms"),
                Pair("application/octet-stream", "", "\0\u0001\u0002", "\0\u0001\u0003"),
                Pair("", "", "\uFEFF{\"a\":1}", "{\"a\":1}"),
                PairOf("application/json", "gzip", Compressed(Order, stream => new GZipStream(stream, CompressionMode.Compress)), Compressed(Order, stream => new GZipStream(stream, CompressionLevel.NoCompression))),
            ],
            ReadBodies)
        {
            Words = FuzzTarget.BytesOf(Divider, "application/json\n", "multipart/mixed; boundary=-\n", "; boundary=\"\"", "gzip\n", "br\n", "[REDACTED]", "1E400", "\"a\":", "--b1\r\n", "boundary=b1", "[[[[[[[[", "{\"\":"),
            MostBytes = BytesForDecoding,
            Cost = 2,
        },
        new(
            "content coding",
            [
                Coded("gzip", Compressed(Order, stream => new GZipStream(stream, CompressionMode.Compress))),
                Coded("br", Compressed(Order, stream => new BrotliStream(stream, CompressionMode.Compress))),
                Coded("deflate", Compressed(Order, stream => new ZLibStream(stream, CompressionMode.Compress))),
                Coded("deflate", Compressed(Order, stream => new DeflateStream(stream, CompressionMode.Compress))),
                Coded("zstd", Convert.FromHexString("28b52ffd2405290000" + "68656c6c6f" + "a36d9f88")),
                Coded("identity, gzip", Compressed(Zeros, stream => new GZipStream(stream, CompressionMode.Compress))),
                Coded("br", Compressed(Zeros, stream => new BrotliStream(stream, CompressionMode.Compress))),
                Coded("aws-chunked", "5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\nx-amz-checksum-crc32:AAAA\r\n\r\n"u8.ToArray()),
                Coded("aws-chunked, gzip", "3\r\nabc\r\n0\r\n\r\n"u8.ToArray()),
            ],
            ReadCoded)
        {
            Words = FuzzTarget.BytesOf("gzip, ", "br, ", "deflate, ", "zstd, ", "aws-chunked, ", "\r\n0\r\n", "7fffffff\r\n", "80000000\r\n"),
            Found = [.. FuzzTarget.BytesOf("aws-chunked\n7fffffff\r\nabc\r\n0\r\n\r\n", "aws-chunked\n7ffffffe;a\r\n"), Coded("deflate", [0x78, 0xBB, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1])],
            MostBytes = BytesForDecoding,
            Cost = 4,
        },
        FuzzTarget.OfText(
            "headers",
            [
                "Content-Type: multipart/form-data; boundary=\"a b\"; charset=UTF-8\nDate: Mon, 23 Nov 2026 18:33:15 GMT\nSet-Cookie: sid=a; Path=/; Max-Age=60; Expires=Mon, 23-Nov-2026 18:33:15 GMT; HttpOnly; SameSite=Lax\nCache-Control: max-age=60, private\nVary: a, b\nConnection: close, x-a",
                "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2ln\nCookie: a=1; b=\"2\"; c\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\ntracestate: inferno=4bf92f3577b34da6a3ce929d0e0e4736,a=b\nAccept-Encoding: gzip;q=0.5, br\nX-A: \"quoted \\\" text\", other",
                "Date: Sunday, 06-Nov-94 08:49:37 GMT\nExpires: Sun Nov  6 08:49:37 1994\nLast-Modified: 0\nRetry-After: 120\nLink: </a?b=1>; rel=\"next\"\nLocation: https://a.test/orders/42",
            ],
            ReadHeaders) with
        {
            Found = FuzzTarget.BytesOf("Accept-Encoding: gzip, ;"),
            Words = FuzzTarget.BytesOf("Set-Cookie: ", "Cookie: ", "Date: ", "Expires: ", "Retry-After: ", "tracestate: ", "traceparent: ", "Content-Type: ", "Authorization: Basic ", "; Max-Age=-1", "Fri, 31 Dec 9999 23:59:60 GMT", "1 Jan 0001 00:00:00 GMT", "\\\"", "[REDACTED]"),
        },
        FuzzTarget.OfText(
            "values in a body",
            [Order, "a=9f1c2a64-7a3e-4f0e-9d6b-3f8f0f8f1c11&u=https%3A%2F%2Fa.test%2Forders%2F42%3Fx%3D1", "[\"/orders/42\",\"2026-11-23T18:33:15.123Z\",1764000000,\"eyJhbGciOiJub25lIn0.e30.\"]", "\"a\"", "took 1764000000123 on 2026-11-23T18:33:15+05:30 and 20261123T183315Z"],
            ReadValues) with
        {
            Found = FuzzTarget.BytesOf(""),
            Words = FuzzTarget.BytesOf("9999-12-31T23:59:59.9999999+14:00", "0001-01-01T00:00:00-14:00", "\"\\ud800\":", "https://a.test/", "%2F"),
        },
        FuzzTarget.OfText(
            "HTML page",
            ["<!doctype html><meta name=csrf-token content=\"abc\"><form action=\"/orders/42?x=1\"><input type=hidden name=_csrf value='x&amp;y'><a href=/a/9f1c2a64>b</a><script type=\"application/json\">{\"a\":[1]}</script></form>", "<p>plain", "<svg><a href=\"javascript:x\"></svg><template><input type=hidden name=a value=b></template><table><tr><td><form>"],
            text => _ = HtmlValues.In(Encoding.UTF8.GetBytes(text))) with
        {
            Words = FuzzTarget.BytesOf("<div>", "<table>", "<a href=", "<script type=application/json>", "</script>", "<!--", "-->", "<![CDATA[", "&#x110000;", "<template>", "<svg>", "<math>", "<plaintext>"),
            MostBytes = 64 * 1024 * 1024,
            Cost = 10,
        },
        FuzzTarget.OfText(
            "claims of a JWT",
            ["""{"sub":"42","iat":1764000000,"exp":1764003600,"jti":"a","email":"a@b.test","roles":["x"]}""", """{"exp":1e400,"nbf":-1,"nonce":"\u00e9"}""", "{}", "[]"],
            ReadJwt) with
        {
            Words = FuzzTarget.BytesOf("\"exp\":", "\"iat\":", "\"nbf\":", "\"jti\":", "\"\\ud800\":1,", "\"a\":1,\"a\":2,", "253402300800", "-62135596801"),
            Found = FuzzTarget.BytesOf("""{"a":1e-9223372036854775808,"alg":1e9223372036854775807}""", """{"sub":"\ud800"}""", """{"\ud800":1}""", """{"a":{"\udc00":"\ud800"}}"""),
        },
    ];

    private static byte[] Compressed(string text, Func<Stream, Stream> open)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = open(compressed))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    private static byte[] Coded(string coding, byte[] content) => [.. Encoding.UTF8.GetBytes(coding + "\n"), .. content];

    private static byte[] Pair(string type, string coding, string left, string right) => PairOf(type, coding, Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static byte[] PairOf(string type, string coding, byte[] left, byte[] right) =>
        [.. Encoding.UTF8.GetBytes($"{type}\n{coding}\n"), .. left, .. Encoding.UTF8.GetBytes(Divider), .. right];

    private static string TakeLine(ref ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(end < 0 ? input : input[..end]);
        input = end < 0 ? [] : input[(end + 1)..];
        return line;
    }

    private static void ReadBodies(byte[] input)
    {
        ReadOnlySpan<byte> rest = input;
        string type = TakeLine(ref rest);
        string coding = TakeLine(ref rest);
        int divider = rest.IndexOf(Encoding.UTF8.GetBytes(Divider));
        HeaderMap headers = HeadersOf(type, coding);
        var left = BodyContent.Of((divider < 0 ? rest : rest[..divider]).ToArray(), headers);
        var right = BodyContent.Of((divider < 0 ? [] : rest[(divider + Divider.Length)..]).ToArray(), headers);

        Assert.Null(BodyComparer.Compare(left, left, TraceNoise.None));
        BodyDifference? difference = BodyComparer.Compare(left, right, TraceNoise.None);
        Assert.Equal(difference is null, BodyComparer.Compare(right, left, TraceNoise.None) is null);
        Assert.Equal(difference is null, BodyDigest.Hash128(left, OwnIds.None) == BodyDigest.Hash128(right, OwnIds.None));
    }

    private static HeaderMap HeadersOf(string type, string coding)
    {
        var headers = new List<(string, string)>();
        if (type.Length > 0)
        {
            headers.Add(("Content-Type", type));
        }

        if (coding.Length > 0)
        {
            headers.Add(("Content-Encoding", coding));
        }

        return HeaderMap.Of([.. headers]);
    }

    private static void ReadCoded(byte[] input)
    {
        ReadOnlySpan<byte> rest = input;
        string coding = TakeLine(ref rest);
        byte[] body = rest.ToArray();
        ReadOnlyMemory<byte> content = ContentDecoder.Decode(body, coding, out bool isDecoded);
        _ = AwsChunked.IsUnannounced("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", body);

        Assert.True(isDecoded ? content.Length <= Math.Max(body.Length, ContentDecoder.GreatestLength) : content.Span.SequenceEqual(body));
    }

    private static void ReadHeaders(string text)
    {
        HeaderMap headers = HeaderMap.Of([.. text.Split('\n').Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]))]);

        Assert.Null(HeaderComparer.Compare(headers, headers, TraceNoise.None));
        HeaderComparer.AppendCanonical(headers, OwnIds.None, static (_, _) => { });
        _ = CallHeaders.Of(headers, OwnIds.None).All;
        _ = (TraceContext.ReadExchangeId(headers), TraceContext.ReadTraceParentId(headers), HeaderClock.DateOf(headers));
        _ = TraceContext.ComposeTraceState(headers.Values("tracestate"), "4bf92f3577b34da6a3ce929d0e0e4736");
        _ = HopByHop.Remove(headers);
        _ = MessageValues.OfHeaders(headers).Count();
        foreach ((string name, IReadOnlyList<string> values) in headers)
        {
            _ = SetCookie.ParseAll(values);
            _ = HeaderValue.Canonical(name, values, OwnIds.None);
            foreach (string value in values)
            {
                _ = (HttpDate.Parse(value), MediaType.Canonical(value), MediaType.Boundary(value), RecordedCookie.Parse(value), DatedField.Canonical(name, value, DateTimeOffset.UnixEpoch));
                _ = AcceptEncoding.Allows([value], "gzip");
            }
        }
    }

    private static void ReadValues(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _ = MessageValues.OfBody(BodyContent.OfJson(bytes)).Count;
        _ = MessageValues.OfBody(BodyContent.Of(bytes, HeadersOf("application/x-www-form-urlencoded", ""))).Count;
        List<JsonScalar> scalars = JsonScalar.In(bytes);
        _ = JsonScalar.Replace(bytes, scalars, static _ => "x");
        Assert.Equal(text, WrittenTime.Replace(text, static _ => null));
        _ = WrittenTime.In(text).Count();
        _ = (ValueForms.Time(text), ShapedValue.Of(text), FreshForm.Has(text), FreshForm.AreAlike(text, text));
    }

    private static void ReadJwt(string claims)
    {
        string jwt = $"eyJhbGciOiJIUzI1NiJ9.{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.c2ln";
        _ = (JsonWebToken.ExpiryOf(jwt), JsonWebToken.IsUnique(jwt), JsonWebToken.SaysOf(jwt), JsonWebToken.ClaimsOf(jwt).Count, JsonWebToken.LifeOf(jwt, DateTimeOffset.UnixEpoch), JsonWebToken.SayTheSame(jwt, jwt));
    }
}
