using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Trust.Tests.Trading;
using InfernoSim.Verdicts;
using static InfernoSim.Observations.DivergenceKind;
using static InfernoSim.Trust.Tests.Trading.TradingTraffic;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>What is said over WebSockets, by the service and to its dependency.</summary>
internal static class SpokenMessages
{
    private const string Quotes = "GET http://prices/quotes";
    private const string Any = $"\"{ExpectedDivergence.Recorded}\"";
    private const string Absent = "(absent)";

    private static readonly ReplayOptions Usual = TrustCase.Usual with { Headers = [] };

    // So long that no busy machine is taken for a service that says nothing.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IEnumerable<TrustCase> Regressions =>
    [
        Fails("a message with another price", make => make with { Answers = Edit("quote", quote => quote["price"] = 102) }, Said(Trades, "/2/json/price", "101", "102")),
        Fails("a message that lost a field", make => make with { Answers = Edit("quote", quote => quote.Remove("price")) }, Said(Trades, "/2/json/price", "101", Absent)),
        Fails("a message that is text in place of JSON", make => make with { Send = (socket, text) => WebSocketEcho.SayAsync(socket, text == """{"tick":2}""" ? "two" : text) }, Said(Ticks, "/2/json", """{"tick":2}""", Absent)),
        Fails("messages in another order", make => make with { Answers = usual => usual.Reverse() }, Said(Trades, "/2/json/type", "\"quote\"", "\"depth\"")),
        Fails("messages to a listener in another order", make => make with { Ticks = [1, 3, 2] }, Said(Ticks, "/2/json/tick", "2", "3")),
        Fails("a message to a listener that is missing", make => make with { Ticks = [1, 3] }, Said(Ticks, "/2/json/tick", "2", "3")),
        Fails("a message to a listener that is said twice", make => make with { Ticks = [1, 2, 2, 3] }, Said(Ticks, "/3/json/tick", "3", "2")),
        Fails("a message more before the end", make => make with { Ticks = [1, 2, 3, 4] }, Said(Ticks, "/4/close", "1000", Absent)),
        Fails("a message more after all that was asked for", make => make with { Answers = usual => usual.Count == 0 ? [new JsonObject { ["type"] = "news" }] : usual }, Said(Trades, "/7/close", "1000", Absent)),
        Stalls("a message that the client waits for and that does not come", make => make with { Answers = Without("depth") }, "message 3 of the service was awaited"),
        Fails("a binary message with another byte", make => make with { Receipt = [1, 2, 4, 0] }, Said(Trades, "/6/binary", "\"AQIDAA==\"", "\"AQIEAA==\"")),
        Fails("a connection that is closed with another code", make => make with { TicksEnd = WebSocketCloseStatus.EndpointUnavailable }, Said(Ticks, "/4/close", "1000", "1001")),
        Fails("a connection that is closed for another reason", make => make with { Leave = (socket, _) => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "gone", CancellationToken.None) }, Said(Trades, "/7/reason", "\"bye\"", "\"gone\"")),
        Fails("a connection that is cut in place of closed", make => make with { Leave = CutAsync }, Said(Trades, "/7/close", "1000", "1006")),
        Fails("a WebSocket that is refused", make => make with { RefusesListeners = true }, new(ResponseStatus, Ticks, null, "", "101", "403")),
        Fails("a WebSocket without the protocol that was agreed upon", make => make with { TicksProtocol = null }, new(ResponseHeader, Ticks, null, "Sec-WebSocket-Protocol", "ticks", Absent)),
        Fails("a message to a dependency with another field", make => make with { Asks = usual => [With(usual, "symbol", "ACME.")] }, Asked("body/1/json/symbol", "\"ACME\"", "\"ACME.\"")),
        Fails("a message to a dependency that is missing", make => make with { Asks = _ => [] }, Asked("body/1/json", """{"symbol":"ACME"}""", Absent)),
        Fails("a message more to a dependency", make => make with { Asks = usual => [usual, usual] }, Asked("body/2/close", "1000", Absent)),
        Fails("a message to a dependency about another order", make => make with { Told = _ => "5b0e7a31-94c2-4d6f-8e15-c3a9f2047d68" }, new(CallChanged, Order, 0, "body/1/json/order", Any, Any)),
        Fails("a WebSocket to a dependency that is not opened", make => make with { AsksExchange = false }, new(CallMissing, Trades, 0, "", Quotes, "no such call")),
        Fails("an order that is forgotten when it is named again", make => make with { KnowsOrders = false }, Said(Trades, "/5/json/type", "\"cancelled\"", "\"unknown\"")),
        Fails("the id of another order where a message shows it again", make => make with { Shown = _ => Guid.NewGuid().ToString() }, Said(Trades, "/5/json/order", Any, Any)),
        Fails("an id in a message that is nil", make => make with { Order = () => Guid.Empty.ToString() }, Said(Trades, "/4/json/id", Any, "\"00000000-0000-0000-0000-000000000000\"")),
        Fails("one id in the messages to all clients", OneOrder, Said(Trades, "/4/json/id", Any, Any)),
    ];

    public static IEnumerable<TrustCase> Harmless =>
    [
        Passes("a broker with fresh ids in its messages, which were packed when they were recorded", make => make),
        Passes("messages in two fragments each", make => make with { Send = InFragmentsAsync }),
        Passes("messages with members in another order and white space", make => make with { Answers = usual => usual.Select(Reversed), Send = IndentedAsync }),
        Passes("pings, and a while before each message", make => make with { Pings = TimeSpan.FromMilliseconds(10), Send = LaterAsync }),
    ];

    private static ExpectedDivergence Said(int exchange, string location, string expected, string got) => new(ResponseBody, exchange, null, location, expected, got);

    private static ExpectedDivergence Asked(string location, string expected, string got) => new(CallChanged, Trades, 0, location, expected, got);

    private static Func<IReadOnlyList<JsonObject>, IEnumerable<JsonObject>> Edit(string type, Action<JsonObject> edit) => usual =>
    {
        foreach (JsonObject answer in usual.Where(answer => IsOf(answer, type)))
        {
            edit(answer);
        }

        return usual;
    };

    private static Func<IReadOnlyList<JsonObject>, IEnumerable<JsonObject>> Without(string type) => usual => usual.Where(answer => !IsOf(answer, type));

    private static bool IsOf(JsonObject answer, string type) => answer["type"]!.GetValue<string>() == type;

    private static JsonObject With(JsonObject message, string name, string value)
    {
        message[name] = value;
        return message;
    }

    private static JsonObject Reversed(JsonObject message) => new(message.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static TradingMakers OneOrder(TradingMakers make)
    {
        string one = make.Order();
        return make with { Order = () => one };
    }

    private static Task CutAsync(WebSocket socket, Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task InFragmentsAsync(WebSocket socket, string text)
    {
        byte[] message = Encoding.UTF8.GetBytes(text);
        await socket.SendAsync(message.AsMemory(0, 5), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
        await socket.SendAsync(message.AsMemory(5), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    private static Task IndentedAsync(WebSocket socket, string text) => WebSocketEcho.SayAsync(socket, JsonNode.Parse(text)!.ToJsonString(Indented));

    private static async Task LaterAsync(WebSocket socket, string text)
    {
        await Task.Delay(60);
        await WebSocketEcho.SayAsync(socket, text);
    }

    private static TrustCase Fails(string name, Func<TradingMakers, TradingMakers> plant, ExpectedDivergence first) => New(name, plant, ReplayOutcome.FailDiverged, first);

    private static TrustCase Stalls(string name, Func<TradingMakers, TradingMakers> plant, string awaited) =>
        New(name, plant, ReplayOutcome.FailStalled, new(ResponseStalled, Trades, null, "", "101", $"no response: nothing happened within the idle limit (after the dependency call {Quotes}; {awaited})")) with
        {
            Options = Usual with { MaxIdleTime = Idle },
        };

    private static TrustCase Passes(string name, Func<TradingMakers, TradingMakers> plant) => New(name, plant, ReplayOutcome.PassStrong, null);

    private static TrustCase New(string name, Func<TradingMakers, TradingMakers> plant, ReplayOutcome outcome, ExpectedDivergence? first) =>
        new(name, () => new Mutation(), outcome, first)
        {
            Options = Usual,
            Places = Names,
            Replay = (_, variant) => RecordedTrading.ReplayAsync(plant(new TradingMakers()), variant.Options),
        };
}
