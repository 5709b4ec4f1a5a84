using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Inspection;
using InfernoSim.Matching;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>What is said over WebSockets of a service passes as ever, and is in its incident as a capture proxy would have it.</summary>
public sealed class WebSocketTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_client_and_the_service_say_is_recorded_in_order_packed_or_not(bool? beginsAnew)
    {
        await using FlownDesk desk = await StartAsync((socket, _) => WebSocketEcho.AnswerAsync(socket));
        using ClientWebSocket client = await FlownDesk.OpenAsync(desk.Client.BaseAddress!, WebSocketEcho.Path, options =>
        {
            if (beginsAnew is { } anew)
            {
                options.DangerousDeflateOptions = new WebSocketDeflateOptions { ClientContextTakeover = !anew, ServerContextTakeover = !anew };
            }
        });

        Assert.Equal(WebSocketTalk.Heard, await WebSocketTalk.HoldAsync(client));
        RecordedExchange exchange = await OnlyEndedAsync(desk);

        AssertIsWhole(exchange);
        Assert.Equal("GET", exchange.Request.Method);
        Assert.Equal(beginsAnew is not null, exchange.Response!.Headers.TryGetFirst("Sec-WebSocket-Extensions", out _));
    }

    [Fact]
    public async Task One_by_HTTP_2_is_recorded_as_one_by_HTTP_1()
    {
        await using FlownDesk desk = await StartAsync(
            (socket, _) => WebSocketEcho.AnswerAsync(socket),
            with: builder => Listen(builder, HttpProtocols.Http2));
        using ClientWebSocket client = await FlownDesk.OpenAsync(
            desk.Client.BaseAddress!, WebSocketEcho.Path, options => (options.HttpVersion, options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact));

        Assert.Equal(WebSocketTalk.Heard, await WebSocketTalk.HoldAsync(client));
        RecordedExchange exchange = await OnlyEndedAsync(desk);

        AssertIsWhole(exchange);
        Assert.Equal("GET", exchange.Request.Method);
        Assert.True(exchange.Request.Headers.TryGetFirst("Sec-WebSocket-Key", out _));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "1.1")]
    [InlineData(HttpProtocols.Http2, "2.0")]
    public async Task The_server_complains_of_nothing_when_one_has_ended(HttpProtocols protocols, string version)
    {
        var log = new Complaints();
        await using (FlownDesk desk = await StartAsync(
            (socket, _) => WebSocketEcho.AnswerAsync(socket),
            with: builder => Listen(builder, protocols).Logging.AddProvider(log)))
        {
            using ClientWebSocket client = await FlownDesk.OpenAsync(
                desk.Client.BaseAddress!, WebSocketEcho.Path, options => (options.HttpVersion, options.HttpVersionPolicy) = (Version.Parse(version), HttpVersionPolicy.RequestVersionExact));
            await WebSocketTalk.HoldAsync(client);
            await EndedAsync(desk);
        }

        Assert.Empty(log.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_service_and_a_dependency_say_is_a_call_of_the_exchange_that_made_it(bool isOfFactory)
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(map: app => app.MapGet("/relay", async (IHttpMessageHandlerFactory handlers) =>
        {
            using var socket = new ClientWebSocket();
            using var invoker = new HttpMessageInvoker(handlers.CreateHandler("prices"), disposeHandler: false);
            await socket.ConnectAsync(WebSocketEcho.AddressAt(new Uri(app.Configuration["Prices"]!)), isOfFactory ? invoker : null, CancellationToken.None);
            return (await WebSocketTalk.HoldAsync(socket)).Count;
        }));

        Assert.Equal("4", await desk.Client.GetStringAsync("/relay"));
        IncidentEvent call = Assert.Single(Assert.Single((await desk.FreezeAsync()).Exchanges).Calls);

        Assert.Equal((new Uri(desk.Prices, WebSocketEcho.Path).AbsoluteUri, 101, null), (call.Url, call.Status, call.Error));
        Assert.Equal((WebSocketTalk.Sent, WebSocketTalk.Came), (Text(call.Body), Text(call.ResponseBody)));
        Assert.Equal(WebSocketTalk.Order, call.Messages.Select(message => message.Came));
        Assert.True(RecordedConversation.TryRead(call, out _));
    }

    [Theory]
    [InlineData("service", """{"1":{"text":"leave"}}""", """{"1":{"json":{"type":"welcome"}},"2":{"close":1006}}""")]
    [InlineData("client", """{"1":{"close":1006}}""", """{"1":{"json":{"type":"welcome"}}}""")]
    [InlineData("client of one that only speaks", """{"1":{"close":1006}}""", """{"1":{"json":{"type":"welcome"}}}""")]
    public async Task A_side_that_leaves_without_a_close_is_recorded_as_that(string who, string sent, string came)
    {
        await using FlownDesk desk = await StartAsync(async (socket, context) =>
        {
            await WebSocketEcho.SayAsync(socket, WebSocketEcho.Welcome);
            if (who.EndsWith("speaks", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            else if (await WebSocketEcho.HearAsync(socket) == "leave")
            {
                context.Abort();
            }
        });
        using ClientWebSocket client = await FlownDesk.OpenAsync(desk.Client.BaseAddress!, WebSocketEcho.Path);
        await WebSocketEcho.HearAsync(client);
        if (who == "service")
        {
            await WebSocketEcho.SayAsync(client, "leave");
            await Assert.ThrowsAnyAsync<WebSocketException>(() => WebSocketEcho.HearAsync(client));
        }
        else
        {
            client.Abort();
        }

        RecordedExchange exchange = await OnlyEndedAsync(desk);

        Assert.Equal((sent, came), (Text(exchange.Request.Body), Text(exchange.Response!.Body)));
        Assert.Null(exchange.Response.Error);
    }

    [Fact]
    public async Task One_that_is_open_at_a_freeze_is_in_the_incident_up_to_there_and_goes_on()
    {
        await using FlownDesk desk = await StartAsync((socket, _) => WebSocketEcho.AnswerAsync(socket));
        using ClientWebSocket client = await FlownDesk.OpenAsync(desk.Client.BaseAddress!, WebSocketEcho.Path);
        await WebSocketEcho.HearAsync(client);

        Incident early = await desk.FreezeAsync();
        await WebSocketEcho.SayAsync(client, "more");
        string? heard = await WebSocketEcho.HearAsync(client);

        RecordedExchange exchange = Assert.Single(early.Exchanges);
        Assert.Equal(("{}", """{"1":{"json":{"type":"welcome"}}}"""), (Text(exchange.Request.Body), Text(exchange.Response!.Body)));
        Assert.True(RecordedConversation.TryRead(exchange, out _));
        Assert.True(IncidentVerification.Of(early, TimeProvider.System).IsReplayable);
        Assert.Equal("""{"echo":"4"}""", heard);
    }

    [Fact]
    public async Task One_of_no_request_that_is_open_at_a_freeze_is_in_the_incident_as_background()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(WebSocketEcho.AddressAt(desk.Prices), CancellationToken.None);
        await WebSocketEcho.HearAsync(socket);

        IncidentEvent call = Assert.Single((await desk.FreezeAsync()).UnattributedCalls);

        Assert.Equal((true, null, 101), (call.IsBackground, call.TraceId, call.Status));
        Assert.Equal("""{"1":{"json":{"type":"welcome"}}}""", Text(call.ResponseBody));
    }

    [Fact]
    public async Task A_message_that_there_is_no_memory_for_passes_whole_and_drops_the_exchange()
    {
        const long Limit = 256 * 1024;
        await using FlownDesk desk = await StartAsync((socket, _) => WebSocketEcho.AnswerAsync(socket, text => text), options => (options.MaxMemory, options.MaxBody) = (Limit, int.MaxValue));
        using ClientWebSocket client = await FlownDesk.OpenAsync(desk.Client.BaseAddress!, WebSocketEcho.Path);
        await WebSocketEcho.HearAsync(client);
        string text = new('x', 1024 * 1024);
        await WebSocketEcho.SayAsync(client, text);
        string? heard = await WebSocketEcho.HearAsync(client);
        long during = desk.Ring.Bytes;

        Incident open = await desk.FreezeAsync();
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Limit);
        await Patience.UntilAsync(() => desk.Ring.Dropped == 1);
        await Patience.UntilAsync(() => desk.Ring.Bytes == 0);

        Assert.Equal(text, heard);
        Assert.InRange(during, 0, Limit);
        Assert.Empty(open.Exchanges);
        Assert.Contains("1 exchange was dropped", Assert.Single(open.Metadata!.NotRecorded), StringComparison.Ordinal);
        Assert.Equal((1, 0), (desk.Ring.Dropped, desk.Ring.Bytes));
    }

    [Fact]
    public async Task A_connection_of_another_protocol_passes_and_the_incident_says_that_its_inside_is_not_there()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(map: app => app.MapGet("/shout", async (HttpContext context) =>
        {
            context.Response.Headers.Upgrade = "shout";
            await using Stream connection = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            byte[] said = new byte[5];
            await connection.ReadExactlyAsync(said);
            await connection.WriteAsync(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(said).ToUpperInvariant()));
        }));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(desk.Client.BaseAddress!, "/shout")) { Headers = { { "Connection", "Upgrade" }, { "Upgrade", "shout" } } };
        using var invoker = new HttpMessageInvoker(FlownDesk.Unseen());
        using HttpResponseMessage response = await invoker.SendAsync(request, CancellationToken.None);
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        await stream.WriteAsync("hello"u8.ToArray());
        byte[] heard = new byte[5];
        await stream.ReadExactlyAsync(heard).AsTask().WaitAsync(Patience.Limit);
        await EndedAsync(desk);

        Incident incident = await desk.FreezeAsync();

        Assert.Equal("HELLO", Encoding.ASCII.GetString(heard));
        Assert.Equal(101, Assert.Single(incident.Exchanges).Response!.Status);
        Assert.Contains(IncidentVerification.Of(incident, TimeProvider.System).Findings, finding => finding is { Kind: FindingKind.Opaque, Level: FindingLevel.Fails });
    }

    [Fact]
    public async Task Secrets_in_messages_pass_and_are_not_recorded()
    {
        await using FlownDesk desk = await StartAsync((socket, _) => WebSocketEcho.AnswerAsync(socket, text => text));
        using ClientWebSocket client = await FlownDesk.OpenAsync(desk.Client.BaseAddress!, WebSocketEcho.Path);
        await WebSocketEcho.HearAsync(client);
        await WebSocketEcho.SayAsync(client, """{"password":"correct horse battery"}""");
        string? heard = await WebSocketEcho.HearAsync(client);

        RecordedExchange open = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Contains("correct horse", heard, StringComparison.Ordinal);
        Assert.All((RecordedBody[])[open.Request.Body, open.Response!.Body], body => Assert.DoesNotContain("correct horse", Text(body), StringComparison.Ordinal));
    }

    private static Task<FlownDesk> StartAsync(Func<WebSocket, HttpContext, Task> answer, Action<FlightRecorderOptions>? configure = null, Action<WebApplicationBuilder>? with = null) =>
        FlownDesk.StartAsync(configure, with, app =>
        {
            RequestDelegate accept = async context =>
            {
                using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
                await answer(socket, context);
            };

            // By any method: by HTTP/2 it is CONNECT.
            app.Map(WebSocketEcho.Path, accept);
        });

    private static WebApplicationBuilder Listen(WebApplicationBuilder builder, HttpProtocols protocols)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = protocols));
        return builder;
    }

    private static Task EndedAsync(FlownDesk desk) => Patience.UntilAsync(() => desk.Ring.Take(default, DateTimeOffset.MaxValue) is { Exchanges: 1, Unfinished: 0 });

    private static async Task<RecordedExchange> OnlyEndedAsync(FlownDesk desk)
    {
        await EndedAsync(desk);
        return Assert.Single((await desk.FreezeAsync()).Exchanges);
    }

    private static void AssertIsWhole(RecordedExchange exchange)
    {
        IncidentEvent response = exchange.Response!;
        Assert.Equal((WebSocketTalk.Sent, WebSocketTalk.Came), (Text(exchange.Request.Body), Text(response.Body)));
        Assert.Equal(WebSocketTalk.Order, response.Messages.Select(message => message.Came));
        Assert.Equal((101, null), (response.Status, response.Error));
        Assert.True(RecordedConversation.TryRead(exchange, out _));
    }

    private static string Text(RecordedBody body) => Encoding.UTF8.GetString(body.GetBytes().Span);

    private sealed class Complaints : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                All.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
