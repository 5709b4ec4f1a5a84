using System.Text;
using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>What the caller sees of a response: what the service sent, and nothing of ours.</summary>
public class ResponseTransparencyTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 Fine by me\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: /a%2Fb/\u00e9\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://elsewhere.test/../x\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 42\r\nETag: \"x\"\r\n\r\n")]
    [InlineData("HTTP/1.1 299 Odd\r\nContent-Length: 1\r\n\r\nx")]
    [InlineData("HTTP/1.1 599 Odd\r\nContent-Length: 1\r\n\r\nx")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\nServer: other/1\r\n\r\nx")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX-Latin: \u00e9\u00ff\r\nX-Empty: \r\nAlt-Svc: h3=\":443\"\r\n\r\nx")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nSet-Cookie: z=1; Path=/\r\nSet-Cookie: a=2, b; Expires=Mon, 01 Jan 2035 00:00:00 GMT\r\nSet-Cookie: z=1; Path=/\r\n\r\nx")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nX-Dup: b\r\nX-Dup: a, c\r\nX-Dup: b\r\nCache-Control: no-cache\r\nCache-Control: max-age=0,  must-revalidate\r\n\r\nx")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: a\r\nX-Sum: b\r\nX-Latin: \u00e9\r\n\r\n")]
    public async Task A_response_arrives_as_it_was_sent(string response)
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await AnswerAsync(service, response);

        Assert.Equal(Lines(response), Lines(await client.ReadExactlyAsync(response.Length)));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-No: length\r\n\r\n")]
    public async Task A_response_to_HEAD_arrives_as_it_was_sent(string response)
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
        await AnswerAsync(service, response);

        Assert.Equal(Lines(response), Lines(await client.ReadExactlyAsync(response.Length)));
        JsonElement recorded = (await recorder.StopAsync()).Only("InboundResponse");
        Assert.Equal(0, recorded.Number("bodySize"));
        Assert.Null(recorded.Text("error"));
    }

    [Fact]
    public async Task A_packed_body_stays_packed()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync("hello hello hello"u8.ToArray());
        }

        string body = Encoding.Latin1.GetString(packed.ToArray());
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
        await AnswerAsync(service, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await client.ReadUntilAsync("\r\n\r\n");

        Assert.Equal(body, await client.ReadExactlyAsync(body.Length));
        Assert.Equal(body, (await recorder.StopAsync()).Only("InboundResponse").Body("bodyB64"));
    }

    [Fact]
    public async Task Trailers_are_recorded_and_passed_on_by_both_proxies()
    {
        using var server = new RawServer();
        await using Recorder inbound = await Recorder.InboundAsync(server.Authority);
        await using Recorder outbound = await Recorder.OutboundAsync();
        const string Response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n";

        using RawPeer client = await inbound.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        await AnswerAsync(server, Response);
        string toClient = await client.ReadUntilAsync("0\r\nX-Sum: 1\r\n\r\n");
        using RawPeer application = await outbound.ConnectAsync();
        await application.SendAsync($"GET http://{server.Authority}/ HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n");
        await AnswerAsync(server, Response);
        string toApplication = await application.ReadUntilAsync("0\r\nX-Sum: 1\r\n\r\n");

        Assert.Equal(Response, toClient);
        Assert.Equal(Response, toApplication);
        Assert.Equal(["1"], (await inbound.StopAsync()).Only("InboundResponse").Header("X-Sum", "responseTrailers"));
        Assert.Equal(["1"], (await outbound.StopAsync()).Only("OutboundCall").Header("X-Sum", "responseTrailers"));
    }

    [Fact]
    public async Task A_body_that_ends_with_its_connection_is_passed_on_and_recorded()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using (RawPeer connection = await service.AcceptAsync())
        {
            await connection.ReadUntilAsync("\r\n\r\n");
            await connection.SendAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
        }

        Assert.EndsWith("5\r\nhello\r\n0\r\n\r\n", await client.ReadUntilAsync("0\r\n\r\n"), StringComparison.Ordinal);
        JsonElement recorded = (await recorder.StopAsync()).Only("InboundResponse");
        Assert.Equal("hello", recorded.Body("bodyB64"));
        Assert.Empty(recorded.Header("Connection"));
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_gets_its_response_and_the_end_of_its_connection()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET /old HTTP/1.0\r\n\r\n");
        await AnswerAsync(service, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        string response = await client.ReadToEndAsync();

        Assert.EndsWith("\r\n\r\nhello", response, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", response, StringComparison.Ordinal);
        Assert.Equal("hello", (await recorder.StopAsync()).Only("InboundResponse").Body("bodyB64"));
    }

    [Fact]
    public async Task What_the_service_sends_bit_by_bit_arrives_bit_by_bit()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("9\r\ndata: 1\n\n\r\n");
        await client.ReadUntilAsync("data: 1\n\n\r\n");
        await connection.SendAsync("9\r\ndata: 2\n\n\r\n");
        await client.ReadUntilAsync("data: 2\n\n\r\n");
        await connection.SendAsync("0\r\n\r\n");
        await client.ReadUntilAsync("0\r\n\r\n");

        Assert.Equal("data: 1\n\ndata: 2\n\n", (await recorder.StopAsync()).Only("InboundResponse").Body("bodyB64"));
    }

    [Fact]
    public async Task A_connection_serves_one_request_after_the_other()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
        await client.ReadUntilAsync("0\r\n\r\n");
        await client.SendAsync("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
        string second = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb");

        Assert.StartsWith("GET /2 ", second, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nb", await client.ReadUntilAsync("\r\n\r\nb"), StringComparison.Ordinal);
        JsonElement[] events = await recorder.StopAsync();
        Assert.Equal(4, events.Length);
        Assert.Equal(2, events.Select(e => e.Text("traceId")).Distinct().Count());
    }

    [Fact]
    public async Task A_connection_that_switches_protocols_is_passed_through_and_recorded_as_such()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        string head = await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
        string answer = await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("ping");
        string ping = await connection.ReadExactlyAsync(4);
        await connection.SendAsync("pong");
        string pong = await client.ReadExactlyAsync(4);
        connection.Dispose();
        await client.ReadToEndAsync();

        Assert.Contains("Upgrade: websocket\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(("ping", "pong"), (ping, pong));
        client.Dispose();
        JsonElement recorded = (await recorder.StopAsync()).Only("InboundResponse");
        Assert.Equal(101, recorded.Number("status"));
        Assert.Null(recorded.Text("error"));
        Assert.Contains("not recorded", recorded.Text("note"), StringComparison.Ordinal);
    }

    // The fields of a message may change places (RFC 9110, section 5.3), but not those that share a name.
    private static string[] Lines(string message)
    {
        int end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, message);
        string[] head = message[..end].Split("\r\n");
        return [head[0], .. head.Skip(1).OrderBy(line => line.Split(':')[0], StringComparer.Ordinal), message[end..]];
    }

    private static async Task AnswerAsync(RawServer server, string response)
    {
        using RawPeer connection = await server.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync(response);
    }
}
