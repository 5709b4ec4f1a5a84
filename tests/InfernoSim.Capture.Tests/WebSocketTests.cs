using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using InfernoSim.Capture.Tests.Https;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests;

/// <summary>WebSockets of .NET on both sides of the proxies.</summary>
public class WebSocketTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_client_and_a_service_say_is_recorded_in_order_packed_or_not(bool? beginsAnew)
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket)));
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using var client = new ClientWebSocket();
        if (beginsAnew is { } anew)
        {
            client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions { ClientContextTakeover = !anew, ServerContextTakeover = !anew };
        }

        await client.ConnectAsync(WebSocketEcho.AddressAt(recorder.Inbound!.Address), default).WaitAsync(Patience.Limit);
        Assert.Equal(WebSocketTalk.Heard, await WebSocketTalk.HoldAsync(client));
        JsonElement[] events = await recorder.StopAsync();

        JsonElement response = events.Only("InboundResponse");
        Assert.Equal(WebSocketTalk.Sent, events.Only("InboundRequest").Body("bodyB64"));
        Assert.Equal(WebSocketTalk.Came, response.Body("bodyB64"));
        Assert.Equal(WebSocketTalk.Order, Messages(response).Select(message => message.Came));
        Assert.Equal(Messages(response).Select(message => message.After).Order(), Messages(response).Select(message => message.After));
        Assert.Equal((101, null, null), (response.Number("status"), response.Text("error"), response.Text("note")));
        Assert.Equal(beginsAnew is not null, response.Header("Sec-WebSocket-Extensions").Length > 0);
        Assert.Empty(recorder.Inbound.OpaqueHosts);
    }

    [Fact]
    public async Task What_a_service_and_a_dependency_say_inside_of_a_tunnel_is_recorded()
    {
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket)));
        await using Recorder recorder = await Recorder.OutboundAsync();
        using var client = new ClientWebSocket { Options = { Proxy = new WebProxy(recorder.Outbound!.Address) } };

        await client.ConnectAsync(WebSocketEcho.AddressAt(dependency.Address), default).WaitAsync(Patience.Limit);
        Assert.Equal(WebSocketTalk.Heard, await WebSocketTalk.HoldAsync(client));
        JsonElement call = (await recorder.StopAsync()).Only("OutboundCall");

        Assert.Equal($"http://{dependency.Authority}{WebSocketEcho.Path}", call.Text("url"));
        AssertIsWhole(call);
    }

    [Fact]
    public async Task What_is_said_inside_of_TLS_is_recorded()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket)));
        using HttpClient transport = mitm.Client();
        using var client = new ClientWebSocket();

        await client.ConnectAsync(WebSocketEcho.AddressAt(new Uri(mitm.Address)), transport, default).WaitAsync(Patience.Limit);
        Assert.Equal(WebSocketTalk.Heard, await WebSocketTalk.HoldAsync(client));
        JsonElement call = (await mitm.StopAsync()).Only("OutboundCall");

        Assert.Equal(mitm.Address + WebSocketEcho.Path, call.Text("url"));
        AssertIsWhole(call);
    }

    [Fact]
    public async Task A_side_that_leaves_without_a_close_is_recorded_as_that()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, async (socket, context) =>
        {
            await WebSocketEcho.SayAsync(socket, WebSocketEcho.Welcome);
            if (await WebSocketEcho.HearAsync(socket) == "leave")
            {
                context.Abort();
            }
        }));
        string[] recorded = new string[2];
        foreach (bool serviceLeaves in (bool[])[true, false])
        {
            await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
            using var client = new ClientWebSocket();
            await client.ConnectAsync(WebSocketEcho.AddressAt(recorder.Inbound!.Address), default).WaitAsync(Patience.Limit);
            await WebSocketEcho.HearAsync(client);
            if (serviceLeaves)
            {
                await WebSocketEcho.SayAsync(client, "leave");
                await Assert.ThrowsAnyAsync<WebSocketException>(() => WebSocketEcho.HearAsync(client));
            }
            else
            {
                client.Abort();
            }

            JsonElement[] events = await recorder.StopAsync();
            recorded[serviceLeaves ? 0 : 1] = events.Only("InboundRequest").Body("bodyB64") + events.Only("InboundResponse").Body("bodyB64");
        }

        Assert.Equal("""{"1":{"text":"leave"}}{"1":{"json":{"type":"welcome"}},"2":{"close":1006}}""", recorded[0]);
        Assert.Equal("""{"1":{"close":1006}}{"1":{"json":{"type":"welcome"}}}""", recorded[1]);
    }

    [Fact]
    public async Task A_WebSocket_that_is_open_when_capture_stops_is_recorded_up_to_there()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket)));
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority, new CaptureOptions { DrainTimeout = TimeSpan.Zero });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(WebSocketEcho.AddressAt(recorder.Inbound!.Address), default).WaitAsync(Patience.Limit);
        await WebSocketEcho.HearAsync(client);

        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal("{}", events.Only("InboundRequest").Body("bodyB64"));
        Assert.Equal("""{"1":{"json":{"type":"welcome"}}}""", events.Only("InboundResponse").Body("bodyB64"));
    }

    [Fact]
    public async Task Secrets_in_messages_pass_and_are_not_recorded()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket, text => text)));
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using var client = new ClientWebSocket();
        await client.ConnectAsync(WebSocketEcho.AddressAt(recorder.Inbound!.Address), default).WaitAsync(Patience.Limit);
        await WebSocketEcho.HearAsync(client);
        await WebSocketEcho.SayAsync(client, """{"password":"correct horse battery"}""");
        string? heard = await WebSocketEcho.HearAsync(client);
        await client.SendAsync("\u0001\u0002 ann.lee@corp-mail.com \u0003"u8.ToArray(), WebSocketMessageType.Binary, true, default);
        await WebSocketEcho.HearAsync(client);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);

        JsonElement[] events = await recorder.StopAsync();

        Assert.Contains("correct horse", heard, StringComparison.Ordinal);
        Assert.All(events, e => Assert.DoesNotContain("correct horse", e.Body("bodyB64"), StringComparison.Ordinal));
        Assert.True(events.Only("InboundRequest").Flag("bodyRedacted"));
        Assert.Contains("\"2\":{\"json\":{\"password\":", events.Only("InboundResponse").Body("bodyB64"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_longer_than_is_recorded_passes_whole()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket, text => text)));
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority, new CaptureOptions { MaxBodyBytes = 1000 });
        using var client = new ClientWebSocket();
        string text = new('x', 300_000);
        await client.ConnectAsync(WebSocketEcho.AddressAt(recorder.Inbound!.Address), default).WaitAsync(Patience.Limit);
        await WebSocketEcho.HearAsync(client);
        await WebSocketEcho.SayAsync(client, text);
        string? heard = await WebSocketEcho.HearAsync(client);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);

        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal(text, heard);
        Assert.All((string[])["InboundRequest", "InboundResponse"], type => Assert.True(events.Only(type).Flag("bodyTruncated")));
        Assert.Equal(1000, events.Only("InboundResponse").Bytes("bodyB64").Length);
    }

    [Fact]
    public async Task What_is_not_understood_passes_and_the_recording_says_from_where_on()
    {
        using var service = new RawServer();
        await using Recorder recorder = await Recorder.InboundAsync(service.Authority);
        using RawPeer client = await recorder.ConnectAsync();
        await client.SendAsync("GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        using RawPeer connection = await service.AcceptAsync();
        await connection.ReadUntilAsync("\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");

        await connection.SendAsync("\u0081\u0002hi\u0083\u0001?after");
        string passed = await client.ReadExactlyAsync(12);
        connection.Dispose();
        await client.ReadToEndAsync();
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal("\u0081\u0002hi\u0083\u0001?after", passed);
        Assert.Equal(
            "The connection switched protocols; what passed afterwards is not recorded from message 2 of the side that was asked on, because a frame is of the unknown kind 3.",
            events.Only("InboundResponse").Text("note"));
        Assert.StartsWith("""{"1":{"text":"hi"}""", events.Only("InboundResponse").Body("bodyB64"), StringComparison.Ordinal);
        Assert.Equal("the service itself (an upgraded connection)", Assert.Single(recorder.Inbound!.OpaqueHosts));
    }

    private static void AssertIsWhole(JsonElement call)
    {
        Assert.Equal(WebSocketTalk.Sent, call.Body("bodyB64"));
        Assert.Equal(WebSocketTalk.Came, call.Body("responseBodyB64"));
        Assert.Equal(WebSocketTalk.Order, Messages(call).Select(message => message.Came));
        Assert.Equal((101, null), (call.Number("status"), call.Text("error")));
        Assert.False(call.TryGetProperty("responsePieces", out _));
    }

    private static IEnumerable<(long After, long Came)> Messages(JsonElement e) => e.GetProperty("messages").EnumerateArray().Select(pair => (pair[0].GetInt64(), pair[1].GetInt64()));
}
