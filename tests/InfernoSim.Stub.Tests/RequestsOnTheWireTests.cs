using System.IO.Compression;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Stub.Tests;

public class RequestsOnTheWireTests
{
    public static TheoryData<string, string> Targets => new()
    {
        { "/a%2Fb", "/a%2Fb" },
        { "/a%20b", "/a%20b" },
        { "/a+b?c=d+e", "/a+b?c=d+e" },
        { "//a//b", "//a//b" },
        { "/a/../b/./c", "/a/../b/./c" },
        { "/?a=1&a=2&b", "/?a=1&a=2&b" },
        { "/?a=1&A=2", "/?a=1&A=2" },
        { "/?q=%E2%82%AC&r=%e2%82%ac", "/?q=%E2%82%AC&r=%e2%82%ac" },
        { "/%7euser/%7Euser", "/%7euser/%7Euser" },
        { "/a;v=1/b=c,d?x=/y?z", "/a;v=1/b=c,d?x=/y?z" },
        { "/" + new string('p', 20_000), "/" + new string('p', 20_000) },
        { "/100%25?%", "/100%25?%" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task The_target_of_a_proxy_request_arrives_byte_for_byte(string sent, string expected)
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);

        string response = await RawPeer.ExchangeAsync(
            stub.Addresses[0], $"GET http://Orders.test:8080{sent} HTTP/1.1\r\nHost: Orders.test:8080\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        DependencyRequest request = Assert.Single(responder.Requests);
        Assert.Equal(expected, request.PathAndQuery);
        Assert.Equal("Orders.test:8080", request.Authority);
        Assert.Equal("http", request.Scheme);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task The_target_of_a_direct_request_arrives_byte_for_byte(string sent, string expected)
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);

        string response = await RawPeer.ExchangeAsync(
            stub.Addresses[0], $"GET {sent} HTTP/1.1\r\nHost: orders.test\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        DependencyRequest request = Assert.Single(responder.Requests);
        Assert.Equal(expected, request.PathAndQuery);
        Assert.Equal("orders.test", request.Authority);
    }

    [Theory]
    [InlineData("GET http://a.test HTTP/1.1\r\nHost: a.test", "http", "a.test", "/")]
    [InlineData("GET http://a.test?q=1 HTTP/1.1\r\nHost: a.test", "http", "a.test", "/?q=1")]
    [InlineData("GET http://a.test/x HTTP/1.1\r\nHost: other.test", "http", "a.test", "/x")]
    [InlineData("GET https://a.test/x HTTP/1.1\r\nHost: a.test", "https", "a.test", "/x")]
    [InlineData("GET http://[::1]:81/x HTTP/1.1\r\nHost: [::1]:81", "http", "[::1]:81", "/x")]
    [InlineData("GET http://under_score.test/x HTTP/1.1\r\nHost: under_score.test", "http", "under_score.test", "/x")]
    [InlineData("GET /?u=http://b.test/ HTTP/1.1\r\nHost: a.test", "http", "a.test", "/?u=http://b.test/")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a.test", "http", "a.test", "*")]
    [InlineData("GET /x HTTP/1.0", "http", "", "/x")]
    [InlineData("PROPFIND /x HTTP/1.1\r\nHost: a.test", "http", "a.test", "/x")]
    public async Task The_authority_is_the_one_that_the_request_is_for(string head, string scheme, string authority, string pathAndQuery)
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);

        string response = await RawPeer.ExchangeAsync(stub.Addresses[0], $"{head}\r\nConnection: close\r\n\r\n");

        Assert.EndsWith("\r\n\r\nyes", response, StringComparison.Ordinal);
        DependencyRequest request = Assert.Single(responder.Requests);
        Assert.Equal((scheme, authority, pathAndQuery), (request.Scheme, request.Authority, request.PathAndQuery));
        Assert.Equal(head[..head.IndexOf(' ', StringComparison.Ordinal)], request.Method);
    }

    [Fact]
    public async Task Headers_arrive_with_their_values_in_order_and_those_of_the_connection_are_left_out()
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);

        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync(
            "GET /x HTTP/1.1\r\nHost: a.test\r\nX-Many: one\r\nX-Many: two, three\r\nX-Hop: 1\r\nCookie: a=1; b=2\r\nX-Latin: caf\u00e9\r\nX-Empty:\r\n"
            + "Proxy-Authorization: Basic eDp5\r\nTE: trailers\r\nConnection: X-Hop\r\n\r\n");
        await connection.ReadUntilAsync("yes");

        DependencyRequest request = Assert.Single(responder.Requests);
        Assert.Equal(["one", "two, three"], request.Headers.Values("X-Many"));
        Assert.Equal(["a=1; b=2"], request.Headers.Values("Cookie"));
        Assert.Equal(["caf\u00e9"], request.Headers.Values("X-Latin"));
        Assert.Equal([""], request.Headers.Values("X-Empty"));
        Assert.Equal(["a.test"], request.Headers.Values("Host"));
        Assert.Equal(
            ["Cookie", "Host", "X-Empty", "X-Latin", "X-Many"],
            request.Headers.Select(field => field.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_Connection_field_takes_away_what_it_names_but_not_what_the_call_is_understood_by()
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        using var client = new HttpClient(new DependencyStubHandler(responder));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://a.test/x") { Content = new StringContent("asked") };
        request.Headers.Add("Connection", ["X-Hop", "Content-Type", "Host", "HTTP2-Settings"]);
        request.Headers.Add("X-Hop", "1");
        request.Headers.Add("HTTP2-Settings", "AAMAAABk");

        await client.SendAsync(request);

        HeaderMap headers = Assert.Single(responder.Requests).Headers;
        Assert.Equal(["Content-Length", "Content-Type", "Host"], headers.Select(field => field.Key).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string, byte[]> Bodies => new()
    {
        { "binary", "Content-Type: application/octet-stream", Enumerable.Range(0, 1024).Select(i => (byte)i).ToArray() },
        { "JSON that is none", "Content-Type: application/json", "{\"a\": "u8.ToArray() },
        { "JSON", "Content-Type: application/json", "{ \"b\" : 1.50,\t\"a\":[ ] }"u8.ToArray() },
        { "a byte order mark", "Content-Type: application/json", [0xEF, 0xBB, 0xBF, .. "{}"u8] },
        { "gzip", "Content-Encoding: gzip", Gzip("hello") },
        { "gzip that is none", "Content-Encoding: gzip", "hello"u8.ToArray() },
        { "a form", "Content-Type: application/x-www-form-urlencoded", "a=%20&a=+&&b"u8.ToArray() },
        { "parts that are none", "Content-Type: multipart/form-data; boundary=x", "--y\r\n"u8.ToArray() },
        { "one MiB", "Content-Type: text/plain", new byte[1024 * 1024] },
        { "nothing", "Content-Type: text/plain", [] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_arrives_byte_for_byte(string what, string header, byte[] body)
    {
        var responder = new FakeResponder(FakeResponder.Ok(what));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);

        string response = await RawPeer.ExchangeAsync(
            stub.Addresses[0],
            $"POST /x HTTP/1.1\r\nHost: a.test\r\n{header}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{Encoding.Latin1.GetString(body)}");

        Assert.EndsWith(what, response, StringComparison.Ordinal);
        Assert.Equal(body, Assert.Single(responder.Requests).Body.ToArray());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task A_chunked_body_arrives_whole_whatever_the_method(string method)
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);

        await RawPeer.ExchangeAsync(
            stub.Addresses[0],
            $"{method} /x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2;x=y\r\n\u0000\u00ff\r\n0\r\n\r\n");

        Assert.Equal([.. "abc"u8, 0, 0xFF], responder.Requests.Single().Body.ToArray());
    }

    [Fact]
    public async Task A_client_that_waits_for_100_continue_gets_it()
    {
        var responder = new FakeResponder(FakeResponder.Ok("yes"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync("POST /x HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
        string interim = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("ok");
        string final = await connection.ReadToEndAsync();

        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", interim);
        Assert.EndsWith("yes", final, StringComparison.Ordinal);
        Assert.Equal("ok"u8.ToArray(), Assert.Single(responder.Requests).Body.ToArray());
    }

    [Fact]
    public async Task A_request_to_upgrade_is_a_call_like_any_other()
    {
        var responder = new FakeResponder(FakeResponder.Ok("no"));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync("GET /ws HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n\r\n");
        string head = await connection.ReadUntilAsync("\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", head, StringComparison.Ordinal);
        Assert.Equal("/ws", Assert.Single(responder.Requests).PathAndQuery);
    }

    [Fact]
    public async Task A_connection_is_used_again()
    {
        var responder = new FakeResponder(request => FakeResponder.Ok(request.PathAndQuery));
        await using DependencyStub stub = await DependencyStub.StartAsync(responder);
        using RawPeer connection = await RawPeer.ConnectAsync(stub.Addresses[0]);

        await connection.SendAsync("GET /1 HTTP/1.1\r\nHost: a.test\r\n\r\nGET /2 HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/1", await connection.ReadUntilAsync("\r\n\r\n/1"));
        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/2", await connection.ReadUntilAsync("\r\n\r\n/2"));
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
