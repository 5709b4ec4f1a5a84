using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using InfernoSim.Capture.Tests.Https;
using InfernoSim.Capture.Tests.Wire;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Capture.Tests.Http2;

/// <summary>Calls of the gRPC client of .NET on their way through capture.</summary>
public class GrpcTests
{
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, bytes => Encoding.UTF8.GetString(bytes));
    private static readonly Method<string, string> Chat = new(MethodType.DuplexStreaming, "echo.Echo", "Chat", Text, Text);
    private static readonly Method<string, string> Say = new(MethodType.Unary, "echo.Echo", "Say", Text, Text);

    [Fact]
    public async Task A_call_through_the_inbound_proxy_has_its_answer_and_is_recorded_with_its_status()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost(GrpcEcho.Path, GrpcEcho.AnswerAsync), protocols: HttpProtocols.Http2);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using var channel = GrpcChannel.ForAddress(recorder.Inbound!.Address);

        string answer = await SayAsync(channel, "hello");
        JsonElement[] events = await recorder.StopAsync();

        Assert.Equal("trailers: hello", answer);
        JsonElement request = events.Only("InboundRequest");
        JsonElement response = events.Only("InboundResponse");
        Assert.Equal(GrpcEcho.Path, request.Text("grpcServiceMethod"));
        Assert.Equal(GrpcEcho.Frame("hello"), request.Bytes("bodyB64"));
        Assert.Equal("0", response.Text("grpcStatus"));
        Assert.Equal("0", Assert.Single(response.Header("grpc-status", "responseTrailers")));
        Assert.Equal(GrpcEcho.Frame("trailers: hello"), response.Bytes("bodyB64"));
    }

    [Fact]
    public async Task A_call_over_tls_through_the_outbound_proxy_does_too()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost(GrpcEcho.Path, GrpcEcho.AnswerAsync));
        using var channel = GrpcChannel.ForAddress(mitm.Address, new GrpcChannelOptions { HttpClient = mitm.Client(), DisposeHttpClient = true });

        string answer = await SayAsync(channel, "hello");
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(() => SayAsync(channel, GrpcEcho.Unknown));
        JsonElement[] calls = await mitm.StopAsync();

        Assert.Equal("trailers: hello", answer);
        Assert.Equal((StatusCode.NotFound, "nobody knows"), (unknown.StatusCode, unknown.Status.Detail));
        Assert.Equal(["0", "5"], calls.Select(call => call.Text("grpcStatus")!));
        Assert.All(calls, call => Assert.Equal(GrpcEcho.Path, call.Text("grpcServiceMethod")));
    }

    [Fact]
    public async Task A_stream_in_both_directions_is_recorded_with_who_spoke_after_whom()
    {
        await using MitmRecorder mitm = await MitmRecorder.StartAsync(app => app.MapPost(GrpcEcho.ChatPath, GrpcEcho.ChatAsync));
        using var channel = GrpcChannel.ForAddress(mitm.Address, new GrpcChannelOptions { HttpClient = mitm.Client(), DisposeHttpClient = true });
        await ChatAsync(channel, "one", "three");

        JsonElement recorded = Assert.Single(await mitm.StopAsync());

        Assert.Equal("[[8,8],[18,18]]", recorded.GetProperty("turns").GetRawText());
        Assert.Equal([.. GrpcEcho.Frame("one"), .. GrpcEcho.Frame("three")], recorded.Bytes("bodyB64"));
        Assert.Equal(recorded.Bytes("bodyB64"), recorded.Bytes("responseBodyB64"));
        Assert.Equal("0", recorded.Text("grpcStatus"));
    }

    [Fact]
    public async Task A_stream_that_the_service_serves_is_recorded_with_who_spoke_after_whom()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost(GrpcEcho.ChatPath, GrpcEcho.ChatAsync), protocols: HttpProtocols.Http2);
        await using Recorder recorder = await Recorder.InboundAsync(service.Address.ToString());
        using var channel = GrpcChannel.ForAddress(recorder.Inbound!.Address);
        await ChatAsync(channel, "one", "three");

        JsonElement[] events = await recorder.StopAsync();

        // The head of the response may come before the first message.
        Assert.EndsWith("[1,1],[2,2]]", events.Only("InboundResponse").GetProperty("turns").GetRawText(), StringComparison.Ordinal);
        Assert.False(events.Only("InboundRequest").TryGetProperty("turns", out _));
    }

    private static async Task ChatAsync(GrpcChannel channel, params string[] messages)
    {
        using AsyncDuplexStreamingCall<string, string> call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(Chat, null, default);
        foreach (string message in messages)
        {
            await call.RequestStream.WriteAsync(message);
            Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
            Assert.Equal(message, call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
    }

    private static async Task<string> SayAsync(GrpcChannel channel, string text)
    {
        using AsyncUnaryCall<string> call = channel.CreateCallInvoker().AsyncUnaryCall(Say, null, default, text);
        return await call.ResponseAsync.WaitAsync(Patience.Limit);
    }
}
