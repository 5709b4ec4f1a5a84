using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.TestKit.Certificates;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Capture.AspNetCore.Tests;

/// <summary>The desk by HTTP/2, with the gRPC service that its methods call by TLS, and a client of theirs.</summary>
internal sealed class GrpcDesk : IAsyncDisposable
{
    private const string Service = "desk.Desk";
    private static readonly Marshaller<string> Text = Marshallers.Create(Encoding.UTF8.GetBytes, bytes => Encoding.UTF8.GetString(bytes));
    private static readonly Method<string, string> SayMethod = new(MethodType.Unary, Service, "Say", Text, Text);
    private static readonly Method<string, string> CollectMethod = new(MethodType.ClientStreaming, Service, "Collect", Text, Text);
    private static readonly Method<string, string> SpellMethod = new(MethodType.ServerStreaming, Service, "Spell", Text, Text);
    private static readonly Method<string, string> ChatMethod = new(MethodType.DuplexStreaming, Service, "Chat", Text, Text);
    private static readonly Method<string, string> GreetMethod = new(MethodType.DuplexStreaming, Service, "Greet", Text, Text);

    private readonly TestCertificate _certificate;
    private readonly LoopbackHost _echo;
    private readonly GrpcChannel _channel;

    private GrpcDesk(TestCertificate certificate, LoopbackHost echo, FlownDesk desk)
    {
        _certificate = certificate;
        _echo = echo;
        Desk = desk;
        _channel = GrpcChannel.ForAddress(desk.Client.BaseAddress!, new GrpcChannelOptions { HttpHandler = FlownDesk.Unseen() });
    }

    /// <summary>The desk.</summary>
    public FlownDesk Desk { get; }

    /// <summary>Where its dependency listens.</summary>
    public Uri Echo => AddressOf(_echo);

    /// <summary>Starts it.</summary>
    public static async Task<GrpcDesk> StartAsync(Action<FlightRecorderOptions>? configure = null, Action<WebApplicationBuilder>? with = null, Action<WebApplication>? mapEcho = null)
    {
        var certificate = TestCertificate.ForLoopback();
        LoopbackHost echo = await LoopbackHost.StartAsync(mapEcho ?? GrpcEcho.Map, certificate: certificate.Certificate, protocols: HttpProtocols.Http2);
        FlownDesk desk = await FlownDesk.StartAsync(configure, builder =>
        {
            builder.Configuration["Echo"] = AddressOf(echo).AbsoluteUri;
            builder.Configuration["Kestrel:EndpointDefaults:Protocols"] = nameof(HttpProtocols.Http2);
            builder.Services.AddHttpClient(nameof(EchoClient)).ConfigurePrimaryHttpMessageHandler(() => Trusting(certificate));
            with?.Invoke(builder);
        });
        return new GrpcDesk(certificate, echo, desk);
    }

    /// <summary>Says one message, and hears one.</summary>
    public async Task<string> SayAsync(string text)
    {
        using AsyncUnaryCall<string> call = _channel.CreateCallInvoker().AsyncUnaryCall(SayMethod, null, default, text);
        return await call.ResponseAsync.WaitAsync(Patience.Limit);
    }

    /// <summary>Says several, and hears one.</summary>
    public async Task<string> CollectAsync(params string[] messages)
    {
        using AsyncClientStreamingCall<string, string> call = _channel.CreateCallInvoker().AsyncClientStreamingCall(CollectMethod, null, default);
        foreach (string message in messages)
        {
            await call.RequestStream.WriteAsync(message);
        }

        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync.WaitAsync(Patience.Limit);
    }

    /// <summary>Says one, and hears several.</summary>
    public async Task<string[]> SpellAsync(string text)
    {
        using AsyncServerStreamingCall<string> call = _channel.CreateCallInvoker().AsyncServerStreamingCall(SpellMethod, null, default, text);
        var heard = new List<string>();
        while (await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit))
        {
            heard.Add(call.ResponseStream.Current);
        }

        return [.. heard];
    }

    /// <summary>Says several, each once the one before is answered.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="answered">Is called after each answer.</param>
    public async Task<string[]> ChatAsync(string[] messages, Action? answered = null)
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(ChatMethod, null, default);
        return await HoldAsync(call, messages, answered);
    }

    /// <summary>Says one, hears one, and does not end the stream before the service does.</summary>
    public async Task<string> GreetAsync(string text)
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(GreetMethod, null, default);
        await call.RequestStream.WriteAsync(text);
        Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
        string heard = call.ResponseStream.Current;
        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
        return heard;
    }

    /// <summary>Says several in a call, each once the one before is answered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="answered">Is called after each answer.</param>
    public static async Task<string[]> HoldAsync(AsyncDuplexStreamingCall<string, string> call, string[] messages, Action? answered = null)
    {
        var heard = new List<string>();
        foreach (string message in messages)
        {
            await call.RequestStream.WriteAsync(message);
            heard.Add(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit) ? call.ResponseStream.Current : "nothing");
            answered?.Invoke();
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(default).WaitAsync(Patience.Limit));
        return [.. heard];
    }

    /// <summary>Waits until so many exchanges are whole.</summary>
    public Task EndedAsync(int exchanges) =>
        Patience.UntilAsync(() => Desk.Ring.Take(default, DateTimeOffset.MaxValue) is { Unfinished: 0 } taken && taken.Exchanges == exchanges);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Desk.DisposeAsync();
        await _echo.DisposeAsync();
        _certificate.Dispose();
    }

    private static Uri AddressOf(LoopbackHost echo) => new($"https://localhost:{echo.Address.Port}");

    private static SocketsHttpHandler Trusting(TestCertificate certificate) => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Certificate.Equals(shown) },
    };
}
