using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Grpc.Core;

namespace InfernoSim.Capture.AspNetCore.Tests.Service;

/// <summary>The desk's own gRPC methods, one of each kind. Each passes on to another service what it is told.</summary>
internal static class DeskMethods
{
    private const int PrefixBytes = 5;

    private delegate Task Method(EchoClient echo, Stream told, Func<string, Task> say, CancellationToken stop);

    public static void Map(WebApplication app)
    {
        Map(app, "Say", SayAsync);
        Map(app, "Collect", CollectAsync);
        Map(app, "Spell", SpellAsync);
        Map(app, "Chat", ChatAsync);
        Map(app, "Greet", GreetAsync);
    }

    private static void Map(WebApplication app, string name, Method method) => app.MapPost($"/desk.Desk/{name}", async (HttpContext context, EchoClient echo) =>
    {
        HttpResponse response = context.Response;
        response.ContentType = "application/grpc";
        try
        {
            await method(echo, context.Request.Body, async message => await response.Body.WriteAsync(Frame(message)), context.RequestAborted);
            response.AppendTrailer("grpc-status", "0");
        }
        catch (RpcException failure)
        {
            // With no message there are no trailers either: the status is in the headers.
            response.Headers["grpc-status"] = ((int)failure.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
    });

    private static async Task SayAsync(EchoClient echo, Stream told, Func<string, Task> say, CancellationToken stop)
    {
        using AsyncUnaryCall<string> call = echo.Say((await ReadAllAsync(told, stop))[0], stop);
        await say(await call.ResponseAsync);
    }

    private static async Task CollectAsync(EchoClient echo, Stream told, Func<string, Task> say, CancellationToken stop)
    {
        using AsyncClientStreamingCall<string, string> call = echo.Collect(stop);
        foreach (string message in await ReadAllAsync(told, stop))
        {
            await call.RequestStream.WriteAsync(message, stop);
        }

        await call.RequestStream.CompleteAsync();
        await say(await call.ResponseAsync);
    }

    private static async Task SpellAsync(EchoClient echo, Stream told, Func<string, Task> say, CancellationToken stop)
    {
        using AsyncServerStreamingCall<string> call = echo.Spell((await ReadAllAsync(told, stop))[0], stop);
        while (await call.ResponseStream.MoveNext(stop))
        {
            await say(call.ResponseStream.Current);
        }
    }

    // What comes in one go is answered in one go, so that it shows whether the client has waited.
    private static async Task ChatAsync(EchoClient echo, Stream told, Func<string, Task> say, CancellationToken stop)
    {
        using AsyncDuplexStreamingCall<string, string> call = echo.Chat(stop);
        byte[] buffer = new byte[1024];
        int length = 0;
        while (await told.ReadAsync(buffer.AsMemory(length), stop) is > 0 and int read)
        {
            length += read;
            List<string> messages = Read(buffer.AsMemory(0, length), out int rest);
            if (rest > 0)
            {
                continue;
            }

            length = 0;
            var answers = new List<string>();
            foreach (string message in messages)
            {
                await call.RequestStream.WriteAsync(message, stop);
                answers.Add(await call.ResponseStream.MoveNext(stop) ? call.ResponseStream.Current : "nothing");
            }

            await say(string.Join('+', answers));
        }

        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext(stop);
    }

    // Hears one message, and ends the stream, whatever else the client might say.
    private static async Task GreetAsync(EchoClient echo, Stream told, Func<string, Task> say, CancellationToken stop)
    {
        byte[] prefix = new byte[PrefixBytes];
        await told.ReadExactlyAsync(prefix, stop);
        byte[] message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await told.ReadExactlyAsync(message, stop);
        using AsyncUnaryCall<string> call = echo.Say(Encoding.UTF8.GetString(message), stop);
        await say(await call.ResponseAsync);
    }

    private static async Task<List<string>> ReadAllAsync(Stream told, CancellationToken stop)
    {
        using var body = new MemoryStream();
        await told.CopyToAsync(body, stop);
        return Read(body.ToArray(), out _);
    }

    private static List<string> Read(ReadOnlyMemory<byte> bytes, out int rest)
    {
        var messages = new List<string>();
        while (bytes.Length >= PrefixBytes && BinaryPrimitives.ReadInt32BigEndian(bytes.Span[1..]) is var length && bytes.Length >= PrefixBytes + length)
        {
            messages.Add(Encoding.UTF8.GetString(bytes.Span.Slice(PrefixBytes, length)));
            bytes = bytes[(PrefixBytes + length)..];
        }

        rest = bytes.Length;
        return messages;
    }

    private static byte[] Frame(string message)
    {
        byte[] text = Encoding.UTF8.GetBytes(message);
        byte[] frame = new byte[PrefixBytes + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), text.Length);
        text.CopyTo(frame, PrefixBytes);
        return frame;
    }
}
