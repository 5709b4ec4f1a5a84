using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Trading;

/// <summary>The fourth service under test: a broker that is spoken to by WebSocket, and asks an exchange for prices by another one.</summary>
/// <param name="make">What it says, and how.</param>
/// <param name="proxy">What its own calls go through.</param>
/// <param name="exchange">Its dependency.</param>
internal sealed class TradingService(TradingMakers make, IWebProxy proxy, Uri exchange)
{
    private const string TraceId = "X-Inferno-TraceID";

    private readonly ConcurrentDictionary<string, int> _orders = new();

    public void Map(WebApplication application)
    {
        application.UseWebSockets();
        application.MapGet("/trades", TradeAsync);
        application.MapGet("/ticks", TickAsync);
        application.MapGet("/orders/{id}", ShowAsync);
    }

    // The exchange says of which order it tells.
    private async Task<IResult> ShowAsync(HttpContext context, string id)
    {
        if (!_orders.TryGetValue(id, out int quantity))
        {
            return Results.NotFound();
        }

        using ClientWebSocket states = await CallAsync(context, "/states");
        await make.Send(states, new JsonObject { ["order"] = make.Told(id) }.ToJsonString());
        JsonNode told = JsonNode.Parse((await WebSocketEcho.HearAsync(states))!)!;
        await LeaveAsync(states);
        string state = told["order"]!.GetValue<string>() == id ? told["state"]!.GetValue<string>() : "unknown";
        return Answers.Json(new JsonObject { ["id"] = make.Shown(id), ["quantity"] = quantity, ["state"] = state });
    }

    private async Task TradeAsync(HttpContext context)
    {
        using WebSocket socket = await AcceptAsync(context, protocol: null);
        string desk = Guid.NewGuid().ToString();
        string order = "";
        await SayAsync(socket, [new JsonObject { ["type"] = "welcome", ["desk"] = desk }]);
        while (await WebSocketEcho.HearAsync(socket) is { } text)
        {
            JsonNode asked = JsonNode.Parse(text)!;
            switch (asked["op"]!.GetValue<string>())
            {
                case "quote" when asked["desk"]!.GetValue<string>() == desk:
                    await SayAsync(socket, [await QuoteAsync(context, asked["symbol"]!.GetValue<string>()), new JsonObject { ["type"] = "depth", ["bids"] = 3 }]);
                    break;
                case "order":
                    order = make.Order();
                    _orders[order] = asked["quantity"]!.GetValue<int>();
                    await SayAsync(socket, [new JsonObject { ["type"] = "order", ["id"] = order, ["quantity"] = _orders[order] }]);
                    break;
                case "cancel" when make.KnowsOrders && asked["order"]!.GetValue<string>() == order:
                    await SayAsync(socket, [new JsonObject { ["type"] = "cancelled", ["order"] = make.Shown(order) }]);
                    break;
                case "receipt":
                    await socket.SendAsync(make.Receipt, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
                    await SayAsync(socket, []);
                    break;
                default:
                    await SayAsync(socket, [new JsonObject { ["type"] = "unknown" }]);
                    break;
            }
        }

        await make.Leave(socket, context);
    }

    private async Task TickAsync(HttpContext context)
    {
        if (make.RefusesListeners)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using WebSocket socket = await AcceptAsync(context, make.TicksProtocol);
        foreach (int tick in make.Ticks)
        {
            await make.Send(socket, $$"""{"tick":{{tick}}}""");
        }

        await socket.CloseOutputAsync(make.TicksEnd, "done", CancellationToken.None);
        await WebSocketEcho.HearAsync(socket);
    }

    private async Task<JsonObject> QuoteAsync(HttpContext context, string symbol)
    {
        JsonNode price = 101;
        if (make.AsksExchange)
        {
            using ClientWebSocket prices = await CallAsync(context, "/quotes");
            foreach (JsonObject question in make.Asks(new JsonObject { ["symbol"] = symbol }))
            {
                await make.Send(prices, question.ToJsonString());
                price = JsonNode.Parse((await WebSocketEcho.HearAsync(prices))!)!["price"]!.DeepClone();
            }

            await LeaveAsync(prices);
        }

        return new JsonObject { ["type"] = "quote", ["symbol"] = symbol, ["price"] = price };
    }

    private async Task<ClientWebSocket> CallAsync(HttpContext context, string path)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = proxy;
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        socket.Options.SetRequestHeader(TraceId, context.Request.Headers[TraceId].ToString());
        await socket.ConnectAsync(new UriBuilder(exchange) { Scheme = "ws", Path = path }.Uri, CancellationToken.None).WaitAsync(Patience.Limit);
        return socket;
    }

    // It has told all; how it goes is nothing to the client.
    private static async Task LeaveAsync(WebSocket dependency)
    {
        try
        {
            await dependency.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None).WaitAsync(Patience.Limit);
        }
        catch (WebSocketException)
        {
            // It was gone before.
        }
    }

    private async Task SayAsync(WebSocket socket, IReadOnlyList<JsonObject> usual)
    {
        foreach (JsonObject answer in make.Answers(usual))
        {
            await make.Send(socket, answer.ToJsonString());
        }
    }

    private Task<WebSocket> AcceptAsync(HttpContext context, string? protocol) => context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
    {
        DangerousEnableCompression = true,
        SubProtocol = protocol,
        KeepAliveInterval = make.Pings,
        KeepAliveTimeout = make.Pings is null ? null : Patience.Limit,
    });
}
