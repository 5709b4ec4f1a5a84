using System.Net.WebSockets;

namespace InfernoSim.TestKit.Hosting;

/// <summary>What a client and <see cref="WebSocketEcho"/> say, and how every recorder writes it down.</summary>
public static class WebSocketTalk
{
    /// <summary>What the client says, as a document.</summary>
    public const string Sent = """{"1":{"json":{"op": "join"}},"2":{"text":"plain"},"3":{"close":1000,"reason":"done"}}""";

    /// <summary>What the other side says, as a document.</summary>
    public const string Came = """{"1":{"json":{"type":"welcome"}},"2":{"json":{"echo":"14"}},"3":{"json":{"echo":"5"}},"4":{"close":1000,"reason":"bye"}}""";

    /// <summary>How much of the other side had come by each message: welcome, join, its answer, plain, its answer, both closes.</summary>
    public static IReadOnlyList<long> Order { get; } = [1, 1, 2, 2, 3, 3, 4];

    /// <summary>What the client hears, with the reason of the close.</summary>
    public static IReadOnlyList<string?> Heard { get; } = [WebSocketEcho.Welcome, """{"echo":"14"}""", """{"echo":"5"}""", "bye"];

    /// <summary>Talks, and closes.</summary>
    /// <param name="client">The client, which is connected.</param>
    /// <returns>What it heard.</returns>
    public static async Task<IReadOnlyList<string?>> HoldAsync(WebSocket client)
    {
        string? welcome = await WebSocketEcho.HearAsync(client);
        await WebSocketEcho.SayAsync(client, """{"op": "join"}""");
        string? joined = await WebSocketEcho.HearAsync(client);

        // In two frames.
        await client.SendAsync("pl"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
        await WebSocketEcho.SayAsync(client, "ain");
        string? answered = await WebSocketEcho.HearAsync(client);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None).WaitAsync(Patience.Limit);
        return [welcome, joined, answered, client.CloseStatusDescription];
    }
}
