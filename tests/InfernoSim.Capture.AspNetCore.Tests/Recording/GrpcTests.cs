using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;
using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>Calls of gRPC, to the service and of it, are in its incident message by message.</summary>
public sealed class GrpcTests
{
    private static readonly string[] Words = ["one", "three"];

    [Fact]
    public async Task Each_kind_of_call_is_recorded_on_both_sides_with_its_messages_and_its_status()
    {
        await using GrpcDesk desk = await GrpcDesk.StartAsync();
        Assert.Equal("trailers: pen", await desk.SayAsync("pen"));
        Assert.Equal("one three", await desk.CollectAsync(Words));
        Assert.Equal(["p", "e", "n"], await desk.SpellAsync("pen"));
        Assert.Equal(Words, await desk.ChatAsync(Words));

        Incident incident = await FreezeAsync(desk, 4);

        Assert.Equal(["/desk.Desk/Say", "/desk.Desk/Collect", "/desk.Desk/Spell", "/desk.Desk/Chat"], incident.Exchanges.Select(exchange => exchange.Request.GrpcServiceMethod!));
        AssertIs(incident.Exchanges[0], "/echo.Echo/Say", ["pen"], ["trailers: pen"]);
        AssertIs(incident.Exchanges[1], "/echo.Echo/Collect", Words, ["one three"]);
        AssertIs(incident.Exchanges[2], "/echo.Echo/Spell", ["pen"], ["p", "e", "n"]);
        AssertIs(incident.Exchanges[3], "/echo.Echo/Chat", Words, Words);
    }

    [Fact]
    public async Task A_stream_in_both_directions_says_who_spoke_after_whom_and_when()
    {
        var time = new FakeTimeProvider();
        await using GrpcDesk desk = await GrpcDesk.StartAsync(with: builder => builder.Services.AddSingleton<TimeProvider>(time));
        await desk.ChatAsync(Words, () => time.Advance(TimeSpan.FromMilliseconds(20)));

        RecordedExchange exchange = Assert.Single((await FreezeAsync(desk, 1)).Exchanges);

        IncidentEvent call = Assert.Single(exchange.Calls);
        Assert.Equal([new(1, 1), new(2, 2)], exchange.Response!.Turns);
        Assert.Equal([new(0, 0), new(0, 8), new(20_000_000, 18)], exchange.Response.ResponsePieces);

        // The head of the response may come before the first message.
        Assert.Equal([new(8, 8), new(18, 18)], call.Turns.Where(turn => turn.Sent > 0));
        Assert.Equal([new(0, 0), new(0, 8), new(20_000_000, 18)], call.ResponsePieces);
    }

    [Fact]
    public async Task A_call_of_a_channel_that_is_made_by_hand_is_recorded_too()
    {
        await using LoopbackHost echo = await LoopbackHost.StartAsync(GrpcEcho.Map, protocols: HttpProtocols.Http2);
        await using FlownDesk desk = await FlownDesk.StartAsync(map: app => app.MapGet("/by-hand", async (CancellationToken stop) =>
        {
            using var channel = GrpcChannel.ForAddress(echo.Address);
            using AsyncDuplexStreamingCall<string, string> call = new EchoClient(channel.CreateCallInvoker()).Chat(stop);
            return await GrpcDesk.HoldAsync(call, Words);
        }));
        await desk.Client.GetStringAsync("/by-hand");

        IncidentEvent call = Assert.Single(Assert.Single((await desk.FreezeAsync()).Exchanges).Calls);

        Assert.Equal((GrpcEcho.ChatPath, "0"), (call.GrpcServiceMethod, call.GrpcStatus));
        Assert.Equal([new(8, 8), new(18, 18)], call.Turns.Where(turn => turn.Sent > 0));
        Assert.Equal(Frames(Words), call.ResponseBody.GetBytes().ToArray());
    }

    [Fact]
    public async Task A_call_of_one_message_each_way_waits_for_nothing()
    {
        await using GrpcDesk desk = await GrpcDesk.StartAsync();
        await desk.SayAsync("pen");

        RecordedExchange exchange = Assert.Single((await FreezeAsync(desk, 1)).Exchanges);

        Assert.Empty(exchange.Response!.Turns);
        Assert.Empty(Assert.Single(exchange.Calls).Turns);
    }

    [Fact]
    public async Task A_stream_that_the_service_ends_first_is_whole_as_far_as_it_had_come()
    {
        await using GrpcDesk desk = await GrpcDesk.StartAsync();
        Assert.Equal("trailers: pen", await desk.GreetAsync("pen"));

        RecordedExchange exchange = Assert.Single((await FreezeAsync(desk, 1)).Exchanges);

        Assert.Equal(("0", null), (exchange.Response!.GrpcStatus, exchange.Response.Error));
        Assert.True(exchange.Request.Body.IsComplete);
        Assert.Equal(Frames(["pen"]), exchange.Request.Body.GetBytes().ToArray());
        Assert.Equal([new(1, 1)], exchange.Response.Turns);
    }

    [Fact]
    public async Task A_request_whose_end_is_read_after_the_answer_has_not_waited_for_it()
    {
        byte[] said = GrpcEcho.Frame("pen");
        var hasArrived = new TaskCompletionSource();
        await using FlownDesk desk = await FlownDesk.StartAsync(
            with: builder => builder.Configuration["Kestrel:EndpointDefaults:Protocols"] = nameof(HttpProtocols.Http2),
            map: app => app.MapPost("/early", async context =>
            {
                await context.Request.Body.ReadExactlyAsync(new byte[said.Length]);
                context.Response.ContentType = "application/grpc";
                await context.Response.StartAsync();
                await hasArrived.Task;
                await context.Response.Body.WriteAsync(GrpcEcho.Frame("ink"));
                context.Response.AppendTrailer("grpc-status", "0");
            }));
        using var content = new ByteArrayContent(said) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
        using HttpRequestMessage request = Http2(HttpMethod.Post, "/early", content);
        using HttpResponseMessage response = await desk.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        // On one connection what was sent before has come before.
        using HttpRequestMessage next = Http2(HttpMethod.Get, "/bytes/1");
        (await desk.Client.SendAsync(next)).Dispose();
        hasArrived.SetResult();
        await response.Content.ReadAsByteArrayAsync();
        await Patience.UntilAsync(() => desk.Ring.Take(default, DateTimeOffset.MaxValue) is { Unfinished: 0, Exchanges: 2 });

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges, exchange => exchange.Request.Url == "/early");

        Assert.True(exchange.Request.Body.IsComplete);
        Assert.Empty(exchange.Response!.Turns);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_is_answered_by_a_status_alone_is_whole(bool hasLength)
    {
        await using GrpcDesk desk = await GrpcDesk.StartAsync(mapEcho: app => app.MapPost(GrpcEcho.Path, async context =>
        {
            await GrpcEcho.AnswerAsync(context);
            if (!hasLength)
            {
                // What follows the head is its end, and nobody looks for it.
                await context.Response.StartAsync();
            }
        }));
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(() => desk.SayAsync(GrpcEcho.Unknown));

        RecordedExchange exchange = Assert.Single((await FreezeAsync(desk, 1)).Exchanges);

        Assert.Equal(StatusCode.NotFound, thrown.StatusCode);
        Assert.Equal("5", exchange.Response!.GrpcStatus);
        IncidentEvent call = Assert.Single(exchange.Calls);
        Assert.Equal((200, "5"), (call.Status, call.GrpcStatus));
        Assert.Null(call.Error);
        Assert.True(call.Body.IsComplete);
    }

    private static async Task<Incident> FreezeAsync(GrpcDesk desk, int exchanges)
    {
        await desk.EndedAsync(exchanges);
        return await desk.Desk.FreezeAsync();
    }

    private static HttpRequestMessage Http2(HttpMethod method, string path, HttpContent? content = null) =>
        new(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };

    private static void AssertIs(RecordedExchange exchange, string method, string[] said, string[] heard)
    {
        IncidentEvent call = Assert.Single(exchange.Calls);
        Assert.Null(call.Error);
        Assert.Equal((method, "0"), (call.GrpcServiceMethod, call.GrpcStatus));
        Assert.Equal("0", exchange.Response!.GrpcStatus);
        Assert.True(call.ResponseTrailers.TryGetFirst("grpc-status", out _));
        Assert.True(exchange.Response.ResponseTrailers.TryGetFirst("grpc-status", out _));
        Assert.Equal(Frames(said), exchange.Request.Body.GetBytes().ToArray());
        Assert.Equal(Frames(said), call.Body.GetBytes().ToArray());
        Assert.Equal(Frames(heard), call.ResponseBody.GetBytes().ToArray());
        Assert.Equal(Frames(heard), exchange.Response.Body.GetBytes().ToArray());
    }

    private static byte[] Frames(string[] messages) => [.. messages.SelectMany(GrpcEcho.Frame)];
}
