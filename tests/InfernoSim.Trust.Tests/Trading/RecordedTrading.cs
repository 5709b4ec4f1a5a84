using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Trust.Tests.Trading;

/// <summary>The incident of the broker, recorded once for the whole suite, and its replays against one broker for all workers and runs.</summary>
internal static class RecordedTrading
{
    private static readonly Lazy<Task<(Incident Incident, Uri Prices)>> Recorded = new(RecordAsync);

    /// <summary>Replays the incident against a broker.</summary>
    /// <param name="make">What it says, and how.</param>
    /// <param name="options">What is asked.</param>
    public static async Task<ReplaySummary> ReplayAsync(TradingMakers make, ReplayOptions options)
    {
        (Incident incident, Uri prices) = await Recorded.Value;
        var proxy = new WebProxy();
        await using LoopbackHost broker = await LoopbackHost.StartAsync(new TradingService(make, proxy, prices).Map);
        return Verdict.Judge(await StubbedReplay.RunAsync(ReplayPlan.Create(incident, options), broker.Address, proxy));
    }

    /// <summary>What was asked at each place of the incident.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync() => [.. (await Recorded.Value).Incident.Exchanges.Select(exchange => $"{exchange.Request.Method} {exchange.Request.Url}")];

    /// <summary>A text of a report without the port of this recording.</summary>
    public static string WithoutPorts(string text) => Recorded is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } recorded }
        ? text.Replace(recorded.Result.Prices.Authority, "prices", StringComparison.Ordinal)
        : text;

    private static async Task<(Incident Incident, Uri Prices)> RecordAsync()
    {
        RequestTracing.Start();
        var folder = new TestFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        await using LoopbackHost prices = await LoopbackHost.StartAsync(MapPrices);
        var proxy = new WebProxy();
        await using LoopbackHost broker = await LoopbackHost.StartAsync(new TradingService(new TradingMakers(), proxy, prices.Address).Map);
        await using CaptureSession session = await Proxies.StartAsync(folder.Path, broker, proxy);

        await TradingTraffic.SendAsync(session.Inbound!.Address);

        await session.StopAsync();
        return (IncidentReader.Read(folder.Path), prices.Address);
    }

    private static void MapPrices(WebApplication application)
    {
        application.UseWebSockets();
        application.MapGet("/quotes", context => AnswerAsync(context, question => new JsonObject { ["symbol"] = question["symbol"]!.DeepClone(), ["price"] = 101 }));
        application.MapGet("/states", context => AnswerAsync(context, question => new JsonObject { ["order"] = question["order"]!.DeepClone(), ["state"] = "open" }));
    }

    private static async Task AnswerAsync(HttpContext context, Func<JsonNode, JsonObject> answer)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
        while (await WebSocketEcho.HearAsync(socket) is { } question)
        {
            await WebSocketEcho.SayAsync(socket, answer(JsonNode.Parse(question)!).ToJsonString());
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);
    }
}
