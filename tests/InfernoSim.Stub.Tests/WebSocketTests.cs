using System.Net;
using System.Net.WebSockets;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Serving;
using InfernoSim.TestKit.Hosting;
using InfernoSim.TestKit.Incidents;

namespace InfernoSim.Stub.Tests;

/// <summary>WebSockets of a service to its dependencies, with the client of .NET.</summary>
public sealed class WebSocketTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_message_is_answered_once_it_has_come()
    {
        await using Line line = await OpenAsync(Recorded("a", "b"));
        using ClientWebSocket socket = await line.ConnectAsync();

        Assert.Equal("welcome", await WebSocketEcho.HearAsync(socket));
        Assert.Equal("A", await SayAsync(socket, "a"));
        Assert.Equal("B", await SayAsync(socket, "b"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", default).WaitAsync(Patience.Limit);

        Assert.Equal("bye", socket.CloseStatusDescription);
        Assert.Equal((1, 0), (line.Served.Receipt().Counts.Sum(count => count.Count.Answered), line.Served.Receipt().UnmatchedCount));
    }

    [Fact]
    public async Task A_call_that_goes_another_way_is_the_recorded_one_that_went_so()
    {
        await using Line line = await OpenAsync(Recorded("a", "b"), Recorded("c"));
        using ClientWebSocket socket = await line.ConnectAsync();

        Assert.Equal("welcome", await WebSocketEcho.HearAsync(socket));
        Assert.Equal("C", await SayAsync(socket, "c"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", default).WaitAsync(Patience.Limit);

        Assert.Equal([0, 1], line.Served.Receipt().Counts.Select(count => count.Count.Answered));
    }

    [Fact]
    public async Task A_message_that_differs_is_told_at_the_end_with_its_place()
    {
        await using Line line = await OpenAsync(Recorded("a", "b"));
        using ClientWebSocket socket = await line.ConnectAsync();

        await WebSocketEcho.HearAsync(socket);
        Assert.Equal("A", await SayAsync(socket, "x"));
        Assert.Equal("B", await SayAsync(socket, "b"));
        await Assert.ThrowsAnyAsync<WebSocketException>(() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", default).WaitAsync(Patience.Limit));

        ServingReceipt receipt = line.Served.Receipt();
        Assert.Equal((0, 1), (receipt.Counts.Sum(count => count.Count.Answered), receipt.UnmatchedCount));
        Assert.Contains("/1/text", $"{Assert.Single(receipt.Unmatched)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_WebSocket_that_was_not_recorded_is_refused()
    {
        await using Line line = await OpenAsync(HandmadeIncident.Get("http://echo.test/other", "x"));

        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(line.ConnectAsync);

        Assert.Contains("502", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dependency_that_left_leaves_again()
    {
        RecordedCall left = Recorded() with
        {
            RequestBody = "{}"u8.ToArray(),
            Body = """{"1":{"text":"welcome"},"2":{"close":1006}}"""u8.ToArray(),
            Messages = [(1, 1), (2, 2)],
        };
        await using Line line = await OpenAsync(left);
        using ClientWebSocket socket = await line.ConnectAsync();

        Assert.Equal("welcome", await WebSocketEcho.HearAsync(socket));
        await Assert.ThrowsAnyAsync<WebSocketException>(() => WebSocketEcho.HearAsync(socket));

        Assert.Equal((1, 0), (line.Served.Receipt().Counts.Sum(count => count.Count.Answered), line.Served.Receipt().UnmatchedCount));
    }

    private static async Task<string?> SayAsync(WebSocket socket, string text)
    {
        await WebSocketEcho.SayAsync(socket, text);
        return await WebSocketEcho.HearAsync(socket);
    }

    // Welcome, each message and its answer, both closes.
    private static RecordedCall Recorded(params string[] messages)
    {
        IEnumerable<string> sent = messages.Select((message, index) => $$"""
            "{{index + 1}}":{"text":"{{message}}"}
            """);
        IEnumerable<string> came = messages.Prepend("welcome").Select((message, index) => $$"""
            "{{index + 1}}":{"text":"{{(index == 0 ? message : message.ToUpperInvariant())}}"}
            """);
        int end = messages.Length + 1;
        string said = $"{{{string.Concat(sent.Select(one => one + ","))}\"{end}\":{{\"close\":1000,\"reason\":\"done\"}}}}";
        string answered = $"{{{string.Join(',', came)},\"{end + 1}\":{{\"close\":1000,\"reason\":\"bye\"}}}}";
        return new RecordedCall("GET", $"http://echo.test{WebSocketEcho.Path}", 101, Encoding.UTF8.GetBytes(answered), [("Sec-WebSocket-Accept", "recorded")])
        {
            RequestHeaders = [("Sec-WebSocket-Key", "recorded"), ("Sec-WebSocket-Version", "13")],
            RequestBody = Encoding.UTF8.GetBytes(said),
            Messages = [(1, 1), .. Enumerable.Range(1, messages.Length).SelectMany(number => ((long, long)[])[(number + 1, number), (number + 1, number + 1)]), (end + 1, end), (end + 1, end + 1)],
        };
    }

    private async Task<Line> OpenAsync(params RecordedCall[] recorded)
    {
        string folder = await new HandmadeIncident().Exchange("/", 200, "text/plain", "", recorded).WriteAsync(_folder.File("incident"));
        var served = new ServedCalls(ReplayPlan.Create(IncidentReader.Read(folder), new ReplayOptions()), TimeProvider.System);
        return new Line(served, await DependencyStub.StartAsync(served));
    }

    private sealed class Line(ServedCalls served, DependencyStub stub) : IAsyncDisposable
    {
        public ServedCalls Served => served;

        public async Task<ClientWebSocket> ConnectAsync()
        {
            var socket = new ClientWebSocket { Options = { Proxy = new WebProxy(stub.Addresses[0]) } };
            await socket.ConnectAsync(new Uri($"ws://echo.test{WebSocketEcho.Path}"), default).WaitAsync(Patience.Limit);
            return socket;
        }

        public ValueTask DisposeAsync() => stub.DisposeAsync();
    }
}
