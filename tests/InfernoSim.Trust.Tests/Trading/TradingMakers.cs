using System.Net.WebSockets;
using System.Text.Json.Nodes;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Trading;

/// <summary>What the broker says, and how. A case replaces one of them, as a defect of real code would.</summary>
internal sealed record TradingMakers
{
    /// <summary>The id of a new order, which a client has to say again.</summary>
    public Func<string> Order { get; init; } = () => Guid.NewGuid().ToString();

    /// <summary>The id of an order where it is shown again.</summary>
    public Func<string, string> Shown { get; init; } = id => id;

    /// <summary>Whether an order is known that is to be cancelled.</summary>
    public bool KnowsOrders { get; init; } = true;

    /// <summary>What is said in answer to a message, in place of the usual.</summary>
    public Func<IReadOnlyList<JsonObject>, IEnumerable<JsonObject>> Answers { get; init; } = usual => usual;

    /// <summary>How a text is sent.</summary>
    public Func<WebSocket, string, Task> Send { get; init; } = WebSocketEcho.SayAsync;

    /// <summary>A receipt, in a binary message.</summary>
    public byte[] Receipt { get; init; } = [1, 2, 3, 0];

    /// <summary>How a client that has closed the connection is left.</summary>
    public Func<WebSocket, HttpContext, Task> Leave { get; init; } = (socket, _) => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);

    /// <summary>What is asked of the exchange in place of the usual.</summary>
    public Func<JsonObject, IEnumerable<JsonObject>> Asks { get; init; } = usual => [usual];

    /// <summary>The order of which the exchange is asked the state.</summary>
    public Func<string, string> Told { get; init; } = id => id;

    /// <summary>Whether the exchange is asked, and not a price of last week taken.</summary>
    public bool AsksExchange { get; init; } = true;

    /// <summary>The ticks that are told to whoever only listens.</summary>
    public IReadOnlyList<int> Ticks { get; init; } = [1, 2, 3];

    /// <summary>The code with which that ends.</summary>
    public WebSocketCloseStatus TicksEnd { get; init; } = WebSocketCloseStatus.NormalClosure;

    /// <summary>The protocol that is agreed upon for it.</summary>
    public string? TicksProtocol { get; init; } = "ticks";

    /// <summary>Whether nobody may listen.</summary>
    public bool RefusesListeners { get; init; }

    /// <summary>How often the other side is asked whether it is still there; <see langword="null"/> for never.</summary>
    public TimeSpan? Pings { get; init; }
}
