using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.TestKit.Hosting;

/// <summary>A gRPC method of one message each way, whose messages are UTF-8: it says again what it is told.</summary>
public static class GrpcEcho
{
    /// <summary>Its path.</summary>
    public const string Path = "/echo.Echo/Say";

    /// <summary>The message that is answered by <c>NOT_FOUND</c> alone.</summary>
    public const string Unknown = "unknown";

    private const int PrefixBytes = 5;

    /// <summary>Answers a call.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string message = Encoding.UTF8.GetString(body.ToArray().AsSpan(PrefixBytes));
        context.Response.ContentType = "application/grpc";
        if (message == Unknown)
        {
            // With no message there are no trailers either: the status is in the headers.
            context.Response.Headers["grpc-status"] = "5";
            context.Response.Headers["grpc-message"] = "nobody knows";
            return;
        }

        await context.Response.Body.WriteAsync(Frame($"{context.Request.Headers.TE}: {message}"));
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>The path of a method with streams in both directions, which says each message again when it comes.</summary>
    public const string ChatPath = "/echo.Echo/Chat";

    /// <summary>Answers a call of it.</summary>
    public static async Task ChatAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        byte[] buffer = new byte[1024];
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>The path of a method with a stream of the client's, which says all of it at once.</summary>
    public const string CollectPath = "/echo.Echo/Collect";

    /// <summary>Answers a call of it.</summary>
    public static async Task CollectAsync(HttpContext context)
    {
        string[] messages = await ReadAsync(context.Request);
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(Frame(string.Join(' ', messages)));
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>The path of a method with a stream of the service's, which says what it is told letter by letter.</summary>
    public const string SpellPath = "/echo.Echo/Spell";

    /// <summary>Answers a call of it.</summary>
    public static async Task SpellAsync(HttpContext context)
    {
        string[] messages = await ReadAsync(context.Request);
        context.Response.ContentType = "application/grpc";
        foreach (char letter in messages[0])
        {
            await context.Response.Body.WriteAsync(Frame(letter.ToString()));
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>Adds all of its methods.</summary>
    public static void Map(WebApplication app)
    {
        app.MapPost(Path, AnswerAsync);
        app.MapPost(ChatPath, ChatAsync);
        app.MapPost(CollectPath, CollectAsync);
        app.MapPost(SpellPath, SpellAsync);
    }

    /// <summary>A message as it is sent.</summary>
    public static byte[] Frame(string message) => GrpcShop.Frame(Encoding.UTF8.GetBytes(message));

    private static async Task<string[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var messages = new List<string>();
        for (ReadOnlyMemory<byte> rest = body.ToArray(); !rest.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(rest.Span[1..]);
            messages.Add(Encoding.UTF8.GetString(rest.Span.Slice(PrefixBytes, length)));
            rest = rest[(PrefixBytes + length)..];
        }

        return [.. messages];
    }
}
