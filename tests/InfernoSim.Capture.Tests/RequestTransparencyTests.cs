using System.Text;
using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>What the service, or the dependency, sees of a request: what the caller sent, and nothing of ours but the identity.</summary>
public class RequestTransparencyTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData("/a%2Fb/c%20d;v=1?q=%2F&e=%C3%A9&e=1")]
    [InlineData("//double//slash/")]
    [InlineData("/a/../b/./c")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/?")]
    [InlineData("/p?a=b?c")]
    [InlineData("/p?a=[1]&b={x}|y\"<>")]
    [InlineData("/100%zz")]
    public async Task The_target_of_a_request_arrives_as_it_was_sent(string target)
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        string head = await AnswerAsync(service);

        Assert.StartsWith($"GET {target} HTTP/1.1\r\n", head, StringComparison.Ordinal);
        await client.ReadUntilAsync("ok");
        JsonElement[] events = await recorder.StopAsync();
        Assert.Equal(target, events.Only("InboundRequest").Text("url"));
        Assert.Equal(target, events.Only("InboundResponse").Text("url"));
    }

    [Theory]
    [InlineData("/a%2Fb/c%20d;v=1?q=%2F&e=%C3%A9&e=1", "/a%2Fb/c%20d;v=1?q=%2F&e=%C3%A9&e=1")]
    [InlineData("//double/../slash/", "//double/../slash/")]
    [InlineData("?q=1", "/?q=1")]
    [InlineData("", "/")]
    public async Task The_target_of_a_call_arrives_as_it_was_sent(string target, string expected)
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"GET http://{dependency.Authority}{target} HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        string head = await AnswerAsync(dependency);

        Assert.Equal($"GET {expected} HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n", head);
        await client.ReadUntilAsync("ok");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");
        Assert.Equal($"http://{dependency.Authority}{expected}", call.Text("url"));
        Assert.Equal(dependency.Authority, call.Text("service"));
    }

    [Theory]
    [InlineData("patch")]
    [InlineData("Post")]
    [InlineData("delete")]
    [InlineData("PATCH")]
    [InlineData("purge")]
    public async Task The_method_of_a_request_arrives_and_is_recorded_in_its_own_case(string method)
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"{method} / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\n{{}}");
        using RawPeer connection = await service.AcceptAsync();
        string first = await connection.ReadUntilAsync("{}");
        await connection.SendAsync(Ok);
        await client.ReadUntilAsync("ok");
        await client.SendAsync($"{method} / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n");
        string second = await connection.ReadUntilAsync("0\r\n\r\n");
        await connection.SendAsync(Ok);
        await client.ReadUntilAsync("ok");

        Assert.StartsWith($"{method} / HTTP/1.1\r\n", first, StringComparison.Ordinal);
        Assert.StartsWith($"{method} / HTTP/1.1\r\n", second, StringComparison.Ordinal);
        Assert.Equal([method, method], (await recorder.StopAsync()).Where(e => e.Text("type") == "InboundRequest").Select(e => e.Text("method")));
    }

    [Fact]
    public async Task A_method_that_is_head_in_other_letters_may_be_answered_with_a_body()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("head / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        string head = await AnswerAsync(service);
        string answer = await client.ReadUntilAsync("ok");

        Assert.StartsWith("head / HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_arrives_with_its_own_headers_and_no_other()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        string[] sent =
        [
            $"Host: {dependency.Authority}",
            "X-One: 1",
            "X-Two: a",
            "X-Two: b, c",
            "X-Empty: ",
            "X-Latin: \u00e9\u00ff",
            "Accept: a/b",
            "Accept: c/d;q=0.5",
            "Cookie: a=1; b=2",
            "Via: 1.1 elsewhere",
            "User-Agent: test (x; y)",
            "Content-Type: text/plain",
        ];

        await client.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\n{string.Join("\r\n", sent)}\r\n\r\n");
        string head = await AnswerAsync(dependency);

        Assert.Equal(sent.Order(StringComparer.Ordinal), head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal));
        Assert.True(head.IndexOf("X-Two: a\r\n", StringComparison.Ordinal) < head.IndexOf("X-Two: b, c\r\n", StringComparison.Ordinal));
        await client.ReadUntilAsync("ok");
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");
        Assert.Equal(["a", "b, c"], call.Header("X-Two"));
        Assert.Equal(["\u00e9\u00ff"], call.Header("X-Latin"));
        Assert.Empty(call.Header("Host"));
    }

    [Fact]
    public async Task A_request_arrives_with_its_own_headers_and_its_identity()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();
        string[] sent = ["Host: shop.test:8080", "X-Two: a", "X-Two: b", "X-Forwarded-For: 10.0.0.1"];

        await client.SendAsync($"GET / HTTP/1.1\r\n{string.Join("\r\n", sent)}\r\n\r\n");
        string head = await AnswerAsync(service);
        await client.ReadUntilAsync("ok");
        JsonElement request = (await recorder.StopAsync()).Only("InboundRequest");

        string id = request.Text("traceId")!;
        Assert.Matches("^[0-9a-f]{32}$", id);
        string[] identity = [$"X-Inferno-TraceID: {id}", $"tracestate: inferno={id}", $"traceparent: 00-{id}-{id[16..]}-01"];
        Assert.Equal(sent.Concat(identity).Order(StringComparer.Ordinal), head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal(["Host", "X-Two", "X-Forwarded-For"], request.HeaderNames());
        Assert.Equal(["shop.test:8080"], request.Header("Host"));
    }

    [Fact]
    public async Task Header_lines_that_share_a_name_stay_apart_in_a_large_head()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        string[] sent = [.. Enumerable.Range(0, 500).Select(i => $"X-Many: {i:D4} {new string('x', 200)}")];

        await client.SendAsync($"POST http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\nContent-Length: 4\r\n{string.Join("\r\n", sent)}\r\n\r\nbody");
        using RawPeer connection = await dependency.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        string body = await connection.ReadExactlyAsync(4);
        await connection.SendAsync(Ok);

        Assert.Equal(sent, head.Split("\r\n").Where(line => line.StartsWith("X-Many", StringComparison.Ordinal)));
        Assert.Equal("body", body);
        await client.ReadUntilAsync("ok");
    }

    [Fact]
    public async Task Headers_for_one_connection_are_neither_passed_on_nor_recorded()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Hop\r\nHTTP2-Settings: AAM\r\nKeep-Alive: timeout=5\r\nProxy-Connection: x\r\nProxy-Authorization: Basic eDp5\r\nX-Hop: 1\r\nX-End: 2\r\n\r\n");
        string head = await AnswerAsync(service);
        await client.ReadUntilAsync("ok");
        JsonElement request = (await recorder.StopAsync()).Only("InboundRequest");

        Assert.DoesNotContain("X-Hop", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Keep-Alive", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("HTTP2-Settings", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Proxy-", head, StringComparison.Ordinal);
        Assert.Contains("X-End: 2\r\n", head, StringComparison.Ordinal);
        Assert.Equal(["Host", "X-End"], request.HeaderNames());
    }

    [Fact]
    public async Task A_caller_that_takes_trailers_is_announced_as_one()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: TE\r\nTE: trailers\r\n\r\n");
        string head = await AnswerAsync(service);

        Assert.Contains("TE: trailers\r\n", head, StringComparison.Ordinal);
        await client.ReadUntilAsync("ok");
    }

    [Theory]
    [InlineData("POST", "Content-Length: 11\r\n", "hello\0\r\n\u00ff!!")]
    [InlineData("GET", "Content-Length: 2\r\n", "hi")]
    [InlineData("PURGE", "Content-Length: 2\r\n", "hi")]
    public async Task A_body_with_a_length_arrives_as_it_was_sent(string method, string length, string body)
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"{method} /b HTTP/1.1\r\nHost: a\r\nContent-Type: x/y\r\n{length}\r\n{body}");
        using RawPeer connection = await service.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        string arrived = await connection.ReadExactlyAsync(body.Length);
        await connection.SendAsync(Ok);

        Assert.StartsWith($"{method} /b HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains(length, head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: x/y\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", head, StringComparison.Ordinal);
        Assert.Equal(body, arrived);
        await client.ReadUntilAsync("ok");
        JsonElement request = (await recorder.StopAsync()).Only("InboundRequest");
        Assert.Equal(body, request.Body("bodyB64"));
        Assert.Equal(body.Length, request.Number("bodySize"));
    }

    [Fact]
    public async Task A_body_in_chunks_arrives_in_chunks()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        string arrived = await connection.ReadUntilAsync("\r\n0\r\n\r\n");
        await connection.SendAsync(Ok);

        Assert.Contains("Transfer-Encoding: chunked\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", head, StringComparison.Ordinal);
        Assert.Equal("hello world", Dechunk(arrived));
        await client.ReadUntilAsync("ok");
        JsonElement request = (await recorder.StopAsync()).Only("InboundRequest");
        Assert.Equal("hello world", request.Body("bodyB64"));
        Assert.Equal(["chunked"], request.Header("Transfer-Encoding"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task An_empty_body_that_was_announced_stays_announced(string method)
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        string head = await AnswerAsync(service);

        Assert.Single(head.Split("\r\n"), line => line.Equals("Content-Length: 0", StringComparison.Ordinal));
        await client.ReadUntilAsync("ok");
    }

    [Fact]
    public async Task A_client_that_waits_for_leave_to_send_gets_it_from_the_service()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        string leave = await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("body");
        string body = await connection.ReadExactlyAsync(4);
        await connection.SendAsync(Ok);

        Assert.Contains("Expect: 100-continue\r\n", head, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 100 Continue\r\n", leave, StringComparison.Ordinal);
        Assert.Equal("body", body);
        Assert.EndsWith("ok", await client.ReadUntilAsync("ok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_refuses_before_the_body_is_heard()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\nExpect: 100-continue\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno");

        string response = await client.ReadUntilAsync("no");
        Assert.StartsWith("HTTP/1.1 417 Expectation Failed\r\n", response, StringComparison.Ordinal);
        JsonElement[] events = await recorder.StopAsync();
        Assert.True(events.Only("InboundRequest").Flag("bodyTruncated"));
        Assert.Equal(417, events.Only("InboundResponse").Number("status"));
    }

    private static async Task<string> AnswerAsync(RawServer server)
    {
        using RawPeer connection = await server.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync(Ok);
        return head;
    }

    private static string Dechunk(string chunked)
    {
        var body = new StringBuilder();
        while (true)
        {
            int line = chunked.IndexOf("\r\n", StringComparison.Ordinal);
            int size = Convert.ToInt32(chunked[..line], 16);
            if (size == 0)
            {
                return body.ToString();
            }

            body.Append(chunked, line + 2, size);
            chunked = chunked[(line + 2 + size + 2)..];
        }
    }
}
