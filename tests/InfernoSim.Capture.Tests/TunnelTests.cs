using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

public class TunnelTests
{
    private const string Open = "HTTP/1.1 200 Connection Established\r\n\r\n";

    [Fact]
    public async Task A_tunnel_carries_bytes_both_ways_and_is_recorded_when_it_ends()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: {dependency.Authority}\r\nUser-Agent: x\r\nX-Inferno-TraceID: {new string('a', 32)}\r\nProxy-Authorization: Basic eDp5\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        string open = await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("\u0016\u0003\0GET / HTTP/1.1\r\n\r\n");
        string sent = await connection.ReadExactlyAsync(21);
        await connection.SendAsync("answer\0\u00ff");
        string received = await client.ReadExactlyAsync(8);
        client.EndSending();
        string rest = await connection.ReadToEndAsync();
        connection.Dispose();
        await client.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal(Open, open);
        Assert.Equal("\u0016\u0003\0GET / HTTP/1.1\r\n\r\n", sent);
        Assert.Equal("answer\0\u00ff", received);
        Assert.Equal("", rest);
        Assert.Equal("CONNECT", call.Text("method"));
        Assert.Equal(dependency.Authority, call.Text("url"));
        Assert.Equal(dependency.Authority, call.Text("service"));
        Assert.Equal(200, call.Number("status"));
        Assert.Equal(21, call.Number("bytesSent"));
        Assert.Equal(8, call.Number("bytesReceived"));
        Assert.Equal(["User-Agent"], call.HeaderNames());
        Assert.Equal(new string('a', 32), call.Text("traceId"));
        Assert.Null(call.Text("error"));
    }

    [Fact]
    public async Task Bytes_that_came_together_with_the_request_are_not_lost()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\nearly");
        using RawPeer connection = await dependency.AcceptAsync();

        Assert.Equal("early", await connection.ReadExactlyAsync(5));
    }

    [Fact]
    public async Task A_side_that_has_said_everything_still_hears_the_other()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await client.ReadUntilAsync("\r\n\r\n");

        connection.EndSending();
        string atClient = await client.ReadToEndAsync();
        await client.SendAsync("still here");
        string atDependency = await connection.ReadExactlyAsync(10);
        client.EndSending();
        await connection.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal("", atClient);
        Assert.Equal("still here", atDependency);
        Assert.Equal(10, call.Number("bytesSent"));
        Assert.Null(call.Text("error"));
    }

    [Fact]
    public async Task A_request_in_pieces_is_understood()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        foreach (char c in $"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\n")
        {
            await client.SendAsync(c.ToString());
        }

        Assert.Equal(Open, await client.ReadUntilAsync("\r\n\r\n"));
    }

    [Fact]
    public async Task A_tunnel_that_cannot_be_opened_is_a_gateway_error_and_a_failed_call()
    {
        int port = RawServer.UnusedPort();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync($"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: x\r\n\r\n");
        string response = await client.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", response, StringComparison.Ordinal);
        Assert.Contains($"connection_refused: 127.0.0.1:{port}", response, StringComparison.Ordinal);
        Assert.Equal($"connection_refused: 127.0.0.1:{port}", call.Text("error"));
        Assert.Equal(0, call.Number("status"));
    }

    [Fact]
    public async Task A_tunnel_that_is_reset_is_recorded_with_its_bytes_and_the_reason()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("12345");
        await connection.ReadExactlyAsync(5);

        connection.Reset();
        await client.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal($"connection_reset: {dependency.Authority}", call.Text("error"));
        Assert.Equal(5, call.Number("bytesSent"));
    }

    [Fact]
    public async Task An_open_tunnel_is_recorded_when_capture_stops()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { DrainTimeout = TimeSpan.FromMinutes(5) });
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await client.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("123");
        await client.ReadExactlyAsync(3);

        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal(3, call.Number("bytesReceived"));
        Assert.Equal(200, call.Number("status"));
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_asked_does_not_keep_capture_from_stopping()
    {
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { DrainTimeout = TimeSpan.FromMinutes(5) });
        using RawPeer silent = await recorder.ConnectAsync();
        using RawPeer hesitant = await recorder.ConnectAsync();
        await hesitant.SendAsync("CONN");

        JsonElement[] events = await recorder.StopAsync().WaitAsync(Patience.Limit);

        Assert.Empty(events);
    }

    [Fact]
    public async Task A_target_that_is_none_is_refused()
    {
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();

        await client.SendAsync("CONNECT nowhere HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_inside_of_a_tunnel_is_recorded_like_any_other()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();

        await client.SendAsync($"POST /a%2Fb?c HTTP/1.1\r\nHost: {dependency.Authority}\r\nContent-Length: 2\r\n\r\nhi");
        string sent = await connection.ReadUntilAsync("hi");
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nyo");
        string received = await client.ReadUntilAsync("yo");
        await client.SendAsync($"GET /second HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        JsonElement[] calls = await recorder.StopAsync();

        Assert.StartsWith("POST /a%2Fb?c HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nyo", received, StringComparison.Ordinal);
        Assert.Equal([$"http://{dependency.Authority}/a%2Fb?c", $"http://{dependency.Authority}/second"], calls.Select(call => call.Text("url")!));
        Assert.Equal(["POST", "GET"], calls.Select(call => call.Text("method")!));
        Assert.Equal("hi", calls[0].Body("bodyB64"));
        Assert.Equal("yo", calls[0].Body("responseBodyB64"));
    }

    [Fact]
    public async Task An_upgrade_inside_of_a_tunnel_passes_through()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();

        await client.SendAsync($"GET /ws HTTP/1.1\r\nHost: {dependency.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
        await client.ReadUntilAsync("hello");
        client.EndSending();
        connection.Dispose();
        await client.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal($"http://{dependency.Authority}/ws", call.Text("url"));
        Assert.Equal(101, call.Number("status"));
    }

    [Theory]
    [InlineData("GET key\r\n")]
    [InlineData("PING")]
    [InlineData("*1\r\n$4\r\nPING\r\n")]
    public async Task What_is_no_http_passes_through(string words)
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();

        await client.SendAsync(words);

        Assert.Equal(words, await connection.ReadExactlyAsync(words.Length));
    }

    [Fact]
    public async Task A_dependency_that_speaks_first_is_heard()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();

        await connection.SendAsync("220 ready\r\n");
        string greeting = await client.ReadExactlyAsync(11);
        await client.SendAsync("GET /as if HTTP/1.1\r\n");

        Assert.Equal("220 ready\r\n", greeting);
        Assert.Equal("GET /as if HTTP/1.1\r\n", await connection.ReadExactlyAsync(21));
    }

    [Fact]
    public async Task A_connection_that_carried_a_request_can_become_a_tunnel()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"GET http://{dependency.Authority}/first HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer first = await dependency.AcceptAsync();
        await first.ReadUntilAsync("\r\n\r\n");
        await first.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await client.ReadUntilAsync("ok");

        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer second = await dependency.AcceptAsync();
        string open = await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("\u0016\u0003\u0001");
        string sent = await second.ReadExactlyAsync(3);
        await second.SendAsync("answer");
        string received = await client.ReadExactlyAsync(6);
        second.Dispose();
        client.EndSending();
        string rest = await client.ReadToEndAsync();
        JsonElement[] calls = await recorder.StopAsync();

        Assert.Equal(Open, open);
        Assert.Equal("\u0016\u0003\u0001", sent);
        Assert.Equal("answer", received);
        Assert.Equal("", rest);
        Assert.Equal(["GET", "CONNECT"], calls.Select(call => call.Text("method")!));
        Assert.Equal(3, calls[1].Number("bytesSent"));
    }

    [Fact]
    public async Task A_tunnel_that_cannot_be_opened_on_a_used_connection_is_a_gateway_error_too()
    {
        int port = RawServer.UnusedPort();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"GET http://127.0.0.1:{port}/first HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        await client.ReadUntilAsync("}");

        await client.SendAsync($"CONNECT 127.0.0.1:{port} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        string response = await client.ReadUntilAsync("}");
        JsonElement[] calls = await recorder.StopAsync();

        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", response, StringComparison.Ordinal);
        Assert.Contains($"connection_refused: 127.0.0.1:{port}", response, StringComparison.Ordinal);
        Assert.Equal(["GET", "CONNECT"], calls.Select(call => call.Text("method")!));
    }

    [Fact]
    public async Task A_tunnel_on_a_used_connection_has_its_http_recorded_too()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync();
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync($"GET http://{dependency.Authority}/first HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer first = await dependency.AcceptAsync();
        await first.ReadUntilAsync("\r\n\r\n");
        await first.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        await client.ReadUntilAsync("ok");

        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer second = await dependency.AcceptAsync();
        await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("GET /inside HTTP/1.1\r\nHost: x\r\n\r\n");
        await second.ReadUntilAsync("\r\n\r\n");
        await second.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer");
        await client.ReadUntilAsync("answer");
        JsonElement[] calls = await recorder.StopAsync();

        Assert.Equal([$"http://{dependency.Authority}/first", $"http://{dependency.Authority}/inside"], calls.Select(call => call.Text("url")!));
    }
}
