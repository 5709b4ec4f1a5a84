using System.Text.Json;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.Tests;

/// <summary>What callers get that take more of a proxy than they may, and what becomes of connections that nobody uses.</summary>
public class LimitTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("GET /LARGE HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 414 ")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Large: LARGE\r\n\r\n", "HTTP/1.1 431 ")]
    public async Task A_request_that_is_larger_before_its_body_than_it_may_be_is_refused_and_counted_and_not_recorded(string request, string refusal)
    {
        await using var service = RequestServer.Answering(Answer, keepsConnections: true);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.Authority, new CaptureOptions { MaxRequestHeaderBytes = 4096 });
        using RawPeer large = await recorder.ConnectAsync();
        using RawPeer fitting = await recorder.ConnectAsync();

        await large.SendAsync(request.Replace("LARGE", new string('x', 5000), StringComparison.Ordinal));
        string refused = await large.ReadToEndAsync();
        await fitting.SendAsync(request.Replace("LARGE", new string('x', 3000), StringComparison.Ordinal));
        await fitting.ReadUntilAsync("ok");
        JsonElement[] events = await recorder.StopAsync();

        Assert.StartsWith(refusal, refused, StringComparison.Ordinal);
        Assert.Equal(["1 request with more than 4096 bytes of target or headers, refused by the inbound proxy"], KeptOut(recorder));
        Assert.Equal(2, events.Length);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_tunnel_that_is_asked_for_with_larger_headers_than_may_be_is_refused_too()
    {
        using var dependency = new RawServer();
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { MaxRequestHeaderBytes = 4096 });
        using RawPeer client = await recorder.ConnectAsync();
        string fields = string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: {new string('x', 50)}\r\n"));

        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: {dependency.Authority}\r\n{fields}\r\n");
        string refused = await client.ReadToEndAsync();
        JsonElement[] events = await recorder.StopAsync();

        Assert.StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n", refused, StringComparison.Ordinal);
        Assert.Equal(["1 request with more than 4096 bytes of target or headers, refused by the outbound proxy"], KeptOut(recorder));
        Assert.Empty(events);
    }

    [Fact]
    public async Task Over_HTTP_2_it_is_the_request_that_is_refused_and_the_connection_goes_on()
    {
        await using var service = RequestServer.Answering(Answer, keepsConnections: true);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.Authority, new CaptureOptions { MaxRequestHeaderBytes = 4096 });
        using RawPeer client = await recorder.ConnectAsync();

        // The first request of a connection is sent before its client can know the limit. HPACK (RFC 7541): four indexed fields, and a literal one with a value of 5000 bytes.
        string fields = "\u0082\u0086\u0084\u0001\u0001a\u0000\u0007x-large\u007f\u0089\u0026" + new string('x', 5000);
        await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Frame(type: 4, flags: 0, stream: 0, "") + Frame(type: 1, flags: 5, stream: 1, fields));
        await client.ReadUntilAsync("431");
        await client.SendAsync(Frame(type: 6, flags: 0, stream: 0, "are you?"));
        await client.ReadUntilAsync("are you?");

        Assert.Equal(["1 request with more than 4096 bytes of target or headers, refused by the inbound proxy"], KeptOut(recorder));
        Assert.Empty(await recorder.StopAsync());
    }

    [Fact]
    public async Task A_connection_beyond_those_that_may_be_open_is_closed_and_there_is_room_again_when_one_ends()
    {
        await using var service = RequestServer.Answering(Answer, keepsConnections: true);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.Authority, new CaptureOptions { MaxConnections = 2 });
        using RawPeer first = await recorder.ConnectAsync();
        using RawPeer second = await recorder.ConnectAsync();
        await AskAsync(first);
        await AskAsync(second);

        // By the other loopback address, where there is one: the proxy is the same.
        using RawPeer third = await RawPeer.ConnectAsync(recorder.Inbound!.Addresses[^1]);
        string heard = await third.ReadToEndAsync();
        IReadOnlyList<string> keptOut = KeptOut(recorder);
        await AskAsync(second);
        first.Dispose();
        while (!await IsServedAsync(recorder))
        {
            // The proxy has not heard yet that there is room.
        }

        Assert.Equal("", heard);
        Assert.Equal(["1 connection beyond the 2 that the inbound proxy may have open at once, closed unheard"], keptOut);
        Assert.Equal(4, (await recorder.StopAsync()).Count(e => e.Text("type") == "InboundResponse"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GE")]
    [InlineData("CONNECT a:1 HTTP/1.1\r\n")]
    public async Task A_connection_on_which_nothing_is_asked_is_closed_and_one_on_which_something_is_under_way_is_not(string beginning)
    {
        using var dependency = new RawServer();
        var time = new FakeTimeProvider();
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { ConnectionIdleTimeout = Idle }, time);
        using RawPeer busy = await recorder.ConnectAsync();
        await busy.SendAsync($"GET http://{dependency.Authority}/ HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        using RawPeer connection = await dependency.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        using RawPeer idle = await recorder.ConnectAsync();
        await idle.SendAsync(beginning);

        string heard = await WithoutAWordAsync(idle, time);
        await connection.SendAsync(Answer);
        await busy.ReadUntilAsync("ok");
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal("", heard);
        Assert.Equal(200, events.Only("OutboundCall").Number("status"));
        Assert.Empty(KeptOut(recorder));
    }

    [Fact]
    public async Task A_connection_that_was_used_is_closed_when_nothing_more_is_asked_on_it()
    {
        await using var service = RequestServer.Answering(Answer, keepsConnections: true);

        // The time between requests is Kestrel's, which has a clock of its own.
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.Authority, new CaptureOptions { ConnectionIdleTimeout = TimeSpan.FromMilliseconds(100) }, new FakeTimeProvider());
        using RawPeer caller = await recorder.ConnectAsync();

        await AskAsync(caller);

        Assert.Equal("", await caller.ReadToEndAsync());
    }

    [Fact]
    public async Task A_tunnel_in_which_nothing_passes_any_more_is_closed_at_both_ends_and_recorded_as_ended()
    {
        using var dependency = new RawServer();
        var time = new FakeTimeProvider();
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { ConnectionIdleTimeout = Idle }, time);
        using RawPeer client = await recorder.ConnectAsync();
        using RawPeer connection = await OpenTunnelAsync(client, dependency);
        await client.SendAsync("\u0001hello");
        await connection.ReadExactlyAsync(6);

        string atClient = await WithoutAWordAsync(client, time);
        string atDependency = await connection.ReadToEndAsync();
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal(("", ""), (atClient, atDependency));
        Assert.Equal(6, call.Number("bytesSent"));
        Assert.Null(call.Text("error"));
    }

    [Fact]
    public async Task A_tunnel_in_which_nothing_was_ever_said_is_closed_and_not_recorded()
    {
        using var dependency = new RawServer();
        var time = new FakeTimeProvider();
        await using Recorder recorder = await Recorder.OutboundAsync(new CaptureOptions { ConnectionIdleTimeout = Idle }, time);
        using RawPeer client = await recorder.ConnectAsync();
        using RawPeer connection = await OpenTunnelAsync(client, dependency);

        string atClient = await WithoutAWordAsync(client, time);
        string atDependency = await connection.ReadToEndAsync();

        Assert.Equal(("", ""), (atClient, atDependency));
        Assert.Empty(await recorder.StopAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CaptureOptions.LargestRequestHeaderBytes + 1)]
    public void Headers_may_have_at_least_something_and_not_more_than_a_proxy_takes(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CaptureOptions { MaxRequestHeaderBytes = bytes });

    private static IReadOnlyList<string> KeptOut(Recorder recorder) => [.. (recorder.Inbound?.LimitsReached ?? recorder.Outbound!.LimitsReached).Select(limit => limit.What)];

    // The clock goes on until the proxy has closed the connection, which it may have begun to watch a moment later.
    private static async Task<string> WithoutAWordAsync(RawPeer peer, FakeTimeProvider time)
    {
        Task<string> end = peer.ReadToEndAsync();
        while (!end.IsCompleted)
        {
            time.Advance(Idle);
            await Task.Yield();
        }

        return await end;
    }

    private static async Task<RawPeer> OpenTunnelAsync(RawPeer client, RawServer dependency)
    {
        await client.SendAsync($"CONNECT {dependency.Authority} HTTP/1.1\r\nHost: {dependency.Authority}\r\n\r\n");
        RawPeer connection = await dependency.AcceptAsync();
        await client.ReadUntilAsync("\r\n\r\n");
        return connection;
    }

    // A frame of HTTP/2 (RFC 9113, section 4.1), shorter than 64 KiB and of one of the first streams.
    private static string Frame(int type, int flags, int stream, string payload) =>
        new([(char)0, (char)(payload.Length >> 8), (char)(payload.Length & 0xff), (char)type, (char)flags, (char)0, (char)0, (char)0, (char)stream, .. payload]);

    private static async Task AskAsync(RawPeer caller)
    {
        await caller.SendAsync(Request);
        await caller.ReadUntilAsync("ok");
    }

    private static async Task<bool> IsServedAsync(Recorder recorder)
    {
        using RawPeer caller = await recorder.ConnectAsync();
        try
        {
            await caller.SendAsync(Request);
            return await caller.TryReadUntilAsync("ok") is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
