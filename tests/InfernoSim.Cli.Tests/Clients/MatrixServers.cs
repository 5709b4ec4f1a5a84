using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>Servers for each protocol of the matrix, with the same paths: HTTP/1.1, HTTP/2, and both in TLS.</summary>
/// <param name="name">The name of the machine, by which they are called.</param>
internal sealed class MatrixServers(string name) : IAsyncDisposable
{
    public const string Hello = "hello";

    public const string EventsText = "data: 1\n\ndata: 2\n\ndata: 3\n\n";

    /// <summary>What a client of a WebSocket hears: a welcome, and how long its hello was.</summary>
    public const string Said = $$"""{{WebSocketEcho.Welcome}}{"echo":"5"}""";

    private LoopbackHost _clear = null!;
    private LoopbackHost _clearHttp2 = null!;
    private LoopbackHost _secure = null!;

    /// <summary>The protocol of each request that came.</summary>
    public ConcurrentQueue<string> Seen { get; } = [];

    public async Task StartAsync(X509Certificate2 certificate)
    {
        _clear = await LoopbackHost.StartAsync(Map, protocols: HttpProtocols.Http1, address: IPAddress.Any);
        _clearHttp2 = await LoopbackHost.StartAsync(Map, protocols: HttpProtocols.Http2, address: IPAddress.Any);
        _secure = await LoopbackHost.StartAsync(Map, certificate: certificate, address: IPAddress.Any);
    }

    /// <summary>What a client asks for that speaks a protocol.</summary>
    public Uri UrlOf(string protocol)
    {
        LoopbackHost host = Protocols.IsSecure(protocol) ? _secure : protocol == Protocols.ClearHttp2 ? _clearHttp2 : _clear;
        return new UriBuilder(host.Address) { Host = name, Path = PathOf(protocol) }.Uri;
    }

    /// <summary>What a client of gRPC hears.</summary>
    public static string AnswerOf(string grpc) => grpc switch
    {
        Protocols.GrpcUnary => $"{Framed("trailers: hello")}, status 0",
        Protocols.GrpcClientStream => $"{Framed("16 bytes")}, status 0",
        Protocols.GrpcServerStream => $"{Framed("1")}{Framed("2")}{Framed("3")}, status 0",
        _ => $"{Framed("one")}{Framed("two")}, status 0",
    };

    public async ValueTask DisposeAsync()
    {
        await _clear.DisposeAsync();
        await _clearHttp2.DisposeAsync();
        await _secure.DisposeAsync();
    }

    private static string Framed(string message) => Encoding.UTF8.GetString(GrpcEcho.Frame(message));

    private static string PathOf(string protocol) => protocol switch
    {
        Protocols.Events => "/events",
        Protocols.WebSocket or Protocols.TlsWebSocket => WebSocketEcho.Path,
        Protocols.GrpcUnary => GrpcEcho.Path,
        Protocols.GrpcClientStream => "/echo.Echo/Weigh",
        Protocols.GrpcServerStream => "/echo.Echo/Count",
        Protocols.GrpcBothStreams => GrpcEcho.ChatPath,
        _ => "/hello",
    };

    private void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            Seen.Enqueue(context.Request.Protocol);
            return next(context);
        });
        WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket));
        app.MapGet(PathOf(Protocols.Http1), () => Hello);
        app.MapGet(PathOf(Protocols.Events), SendEventsAsync);
        app.MapPost(PathOf(Protocols.GrpcUnary), GrpcEcho.AnswerAsync);
        app.MapPost(PathOf(Protocols.GrpcClientStream), WeighAsync);
        app.MapPost(PathOf(Protocols.GrpcServerStream), CountAsync);
        app.MapPost(PathOf(Protocols.GrpcBothStreams), GrpcEcho.ChatAsync);
    }

    private static async Task SendEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (string piece in EventsText.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            await context.Response.WriteAsync($"{piece}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private static Task WeighAsync(HttpContext context) => AnswerAsync(context, async () =>
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await context.Response.Body.WriteAsync(GrpcEcho.Frame($"{body.Length} bytes"));
    });

    private static Task CountAsync(HttpContext context) => AnswerAsync(context, async () =>
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        foreach (string number in (string[])["1", "2", "3"])
        {
            await context.Response.Body.WriteAsync(GrpcEcho.Frame(number));
            await context.Response.Body.FlushAsync();
        }
    });

    private static async Task AnswerAsync(HttpContext context, Func<Task> answer)
    {
        context.Response.ContentType = "application/grpc";
        await answer();
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
