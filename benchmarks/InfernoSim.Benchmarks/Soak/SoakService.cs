using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InfernoSim.Benchmarks.Harness;
using InfernoSim.Benchmarks.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>A service that is asked for everything: bodies of any size, streams of each kind, and answers that it breaks off. Its last port is a dependency in the clear.</summary>
internal static class SoakService
{
    private const int PieceSize = 64 * 1024;
    private static readonly byte[] Piece = Encoding.ASCII.GetBytes(new string('s', PieceSize));
    private static readonly TimeSpan BetweenEvents = TimeSpan.FromMilliseconds(100);

    /// <summary>The role.</summary>
    /// <param name="outbound">The proxy of its own calls.</param>
    public static async Task RunAsync(string outbound)
    {
        using X509Certificate2 certificate = SelfSigned.Create();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            });
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        await using WebApplication app = builder.Build();
        using var dependency = new HttpClient(new SocketsHttpHandler { UseProxy = true, Proxy = new WebProxy(outbound) }) { Timeout = Timeout.InfiniteTimeSpan };
        app.UseWebSockets();
        app.MapGet("/down/{size:int}/{id}", DownAsync);
        app.MapPost("/up/{id}", UpAsync);
        app.MapGet("/events/{count:int}/{id}", EventsAsync);
        app.MapPost("/chat/{id}", ChatAsync);
        app.MapGet("/talk/{id}", TalkAsync);
        app.MapGet("/reset/{size:int}/{id}", ResetAsync);
        app.MapGet("/call/{size:int}/{id}", async (int size, string id, HttpContext context) =>
        {
            var address = new Uri(app.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal)));
            byte[] answer = await dependency.GetByteArrayAsync(new Uri(address, string.Create(CultureInfo.InvariantCulture, $"/down/{size}/{id}")), context.RequestAborted);
            await context.Response.WriteAsync(answer.Length.ToString(CultureInfo.InvariantCulture));
        });
        await app.StartAsync();
        ParentLink.Ready(new Uri(app.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal))).Authority);
        await ParentLink.UntilEndAsync();
    }

    // With a length or, for every second, without.
    private static async Task DownAsync(int size, string id, HttpContext context)
    {
        if (id[^1] % 2 == 0)
        {
            context.Response.ContentLength = size;
        }

        await SendAsync(context, size);
    }

    private static async Task UpAsync(HttpContext context)
    {
        byte[] buffer = new byte[PieceSize];
        long size = 0;
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            size += read;
        }

        await context.Response.WriteAsync(size.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task EventsAsync(int count, HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (int i = 0; i < count; i++)
        {
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"data: {i}\n\n"));
            await context.Response.Body.FlushAsync();
            await Task.Delay(BetweenEvents, context.RequestAborted);
        }
    }

    // A method of gRPC with streams in both directions, which says each message again when it comes.
    private static async Task ChatAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        byte[] buffer = new byte[PieceSize];
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            await context.Response.Body.FlushAsync();
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static async Task TalkAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[PieceSize];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
        {
            await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    private static async Task ResetAsync(int size, HttpContext context)
    {
        context.Response.ContentLength = size;
        await SendAsync(context, size / 2);
        context.Abort();
    }

    private static async Task SendAsync(HttpContext context, int size)
    {
        for (int sent = 0; sent < size; sent += PieceSize)
        {
            await context.Response.Body.WriteAsync(Piece.AsMemory(0, Math.Min(PieceSize, size - sent)), context.RequestAborted);
        }
    }
}
