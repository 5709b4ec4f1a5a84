using System.Net;
using System.Net.WebSockets;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary>A service that is spoken to, and speaks to a dependency, by WebSocket, captured and replayed by the built command.</summary>
public sealed class WebSocketProcessTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private Func<string, string> _ask = symbol => symbol;
    private Func<string, string> _tell = price => price;
    private Uri? _proxy;

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task A_service_between_WebSockets_that_was_captured_is_replayed_without_its_dependency()
    {
        await using LoopbackHost service = await StartServiceAsync("http://prices.test");
        LoopbackHost prices = await LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, (socket, _) => WebSocketEcho.AnswerAsync(socket, symbol => $$"""{"price":{{symbol.Length}}}""")));
        await using LoopbackHost recorded = await StartServiceAsync(prices.Address.ToString());
        await CaptureAsync(recorded);
        await prices.DisposeAsync();

        ProcessResult same = await ReplayAsync(recorded);
        _ask = symbol => symbol + "!";
        ProcessResult asks = await ReplayAsync(recorded);
        (_ask, _tell) = (symbol => symbol, price => price.Replace("price", "cost", StringComparison.Ordinal));
        ProcessResult tells = await ReplayAsync(recorded);
        _tell = price => price;
        ProcessResult elsewhere = await ReplayAsync(service);

        Assert.True(same.ExitCode == 0, same.Out + same.Error);
        Assert.Contains("2 of 2 responses and 2 of 2 calls compared", same.Out, StringComparison.Ordinal);
        Assert.Equal(1, asks.ExitCode);
        Assert.Contains("/1/text", asks.Out, StringComparison.Ordinal);
        Assert.Equal(1, tells.ExitCode);
        Assert.Contains("/1/json/price", tells.Out, StringComparison.Ordinal);
        Assert.Equal(1, elsewhere.ExitCode);
        Assert.Contains("prices.test", elsewhere.Out, StringComparison.Ordinal);
    }

    private async Task CaptureAsync(LoopbackHost service)
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["capture", "--listen=:0", "--forward", service.Address.ToString(), "--outbound-listen=:0", "--out=incident"]);
        _proxy = await capture.OutboundAsync();
        using var client = new ClientWebSocket();
        await client.ConnectAsync(WebSocketEcho.AddressAt(await capture.InboundAsync()), default).WaitAsync(Patience.Limit);
        await WebSocketEcho.SayAsync(client, "pen");
        Assert.Equal("""{"price":3}""", await WebSocketEcho.HearAsync(client));
        await WebSocketEcho.SayAsync(client, "ruler");
        Assert.Equal("""{"price":5}""", await WebSocketEcho.HearAsync(client));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", default).WaitAsync(Patience.Limit);

        await capture.SignalAsync("TERM");
        Assert.Equal(0, (await capture.ExitAsync()).ExitCode);
    }

    private Task<ProcessResult> ReplayAsync(LoopbackHost service)
    {
        int port = RawServer.UnusedPort();
        _proxy = new Uri($"http://127.0.0.1:{port}");
        return InfernoSimProcess.RunAsync(_folder, ["replay", "incident", "--runs=2", "--target-base", service.Address.ToString(), $"--stub-listen=127.0.0.1:{port}", "--stub-compat-listen="]);
    }

    // Tells what a dependency says to what it is asked.
    private Task<LoopbackHost> StartServiceAsync(string dependency) => LoopbackHost.StartAsync(app => WebSocketEcho.Map(app, async (socket, context) =>
    {
        using var prices = new ClientWebSocket { Options = { Proxy = new WebProxy(_proxy) } };
        prices.Options.SetRequestHeader("X-Inferno-TraceID", context.Request.Headers["X-Inferno-TraceID"].ToString());
        await prices.ConnectAsync(WebSocketEcho.AddressAt(new Uri(dependency)), default).WaitAsync(Patience.Limit);
        await WebSocketEcho.HearAsync(prices);
        while (await WebSocketEcho.HearAsync(socket) is { } symbol)
        {
            await WebSocketEcho.SayAsync(prices, _ask(symbol));
            await WebSocketEcho.SayAsync(socket, _tell((await WebSocketEcho.HearAsync(prices))!));
        }

        await prices.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }));
}
