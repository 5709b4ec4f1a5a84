using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.TestKit.Hosting;

/// <summary>A service that is spoken to by WebSocket: it says welcome, answers each text, and closes when it is closed.</summary>
public static class WebSocketEcho
{
    /// <summary>Its path.</summary>
    public const string Path = "/chat";

    /// <summary>What it says first.</summary>
    public const string Welcome = """{"type":"welcome"}""";

    /// <summary>Adds it to an application.</summary>
    /// <param name="app">The application.</param>
    /// <param name="answer">What it does with a connection.</param>
    public static void Map(WebApplication app, Func<WebSocket, HttpContext, Task> answer)
    {
        RequestDelegate accept = async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
            await answer(socket, context);
        };
        app.UseWebSockets();
        app.MapGet(Path, accept);
    }

    /// <summary>Says welcome, and each text again in JSON, until it is closed.</summary>
    public static async Task AnswerAsync(WebSocket socket, Func<string, string>? say = null)
    {
        await SayAsync(socket, Welcome);
        while (await HearAsync(socket) is { } text)
        {
            await SayAsync(socket, say is null ? $$"""{"echo":"{{text.Length}}"}""" : say(text));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
    }

    /// <summary>Ends as one who is left: hears the close, and closes.</summary>
    public static async Task LeaveAsync(WebSocket socket)
    {
        await HearAsync(socket);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    /// <summary>Says a text.</summary>
    public static Task SayAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).WaitAsync(Patience.Limit);

    /// <summary>Hears a message, as text; <see langword="null"/> for a close.</summary>
    public static async Task<string?> HearAsync(WebSocket socket)
    {
        var message = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (true)
        {
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience.Limit);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }

    /// <summary>The address of the service by WebSocket.</summary>
    /// <param name="address">Its address by HTTP.</param>
    public static Uri AddressAt(Uri address) => new UriBuilder(address) { Scheme = address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Path = Path }.Uri;
}
