using System.Net.WebSockets;
using System.Text.Json.Nodes;
using InfernoSim.TestKit.Hosting;

namespace InfernoSim.Trust.Tests.Trading;

/// <summary>What was said to the broker while the incident was recorded. The constants are places in the incident.</summary>
internal static class TradingTraffic
{
    public const int Trades = 0;
    public const int Order = 1;
    public const int Ticks = 2;

    /// <summary>What was asked at each place.</summary>
    public static readonly IReadOnlyList<string> Names = ["GET /trades", "GET /orders (the new one)", "GET /ticks"];

    /// <summary>Trades, asks for the new order meanwhile, and then listens.</summary>
    public static async Task SendAsync(Uri broker)
    {
        using (ClientWebSocket trades = await ConnectAsync(broker, "/trades"))
        {
            string desk = (await HearAsync(trades))["desk"]!.ToString();
            await WebSocketEcho.SayAsync(trades, $$"""{"op":"quote","desk":"{{desk}}","symbol":"ACME"}""");
            await HearAsync(trades);
            await HearAsync(trades);
            await WebSocketEcho.SayAsync(trades, """{"op":"order","quantity":2}""");
            string order = (await HearAsync(trades))["id"]!.ToString();
            await AskAsync(broker, order);
            await WebSocketEcho.SayAsync(trades, $$"""{"op":"cancel","order":"{{order}}"}""");
            await HearAsync(trades);
            await WebSocketEcho.SayAsync(trades, """{"op":"receipt"}""");
            await WebSocketEcho.HearAsync(trades);
            await trades.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None).WaitAsync(Patience.Limit);
        }

        using ClientWebSocket ticks = await ConnectAsync(broker, "/ticks", "ticks");
        while (await WebSocketEcho.HearAsync(ticks) is not null)
        {
            // It only listens.
        }

        await ticks.CloseAsync(WebSocketCloseStatus.NormalClosure, "heard", CancellationToken.None).WaitAsync(Patience.Limit);
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri broker, string path, string? protocol = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        if (protocol is not null)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        await socket.ConnectAsync(new UriBuilder(broker) { Scheme = "ws", Path = path }.Uri, CancellationToken.None).WaitAsync(Patience.Limit);
        return socket;
    }

    private static async Task<JsonNode> HearAsync(WebSocket socket) => JsonNode.Parse((await WebSocketEcho.HearAsync(socket))!)!;

    private static async Task AskAsync(Uri broker, string order)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = broker };
        _ = await client.GetStringAsync(new Uri($"/orders/{order}", UriKind.Relative));
    }
}
