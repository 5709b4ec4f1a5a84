using System.Net.Http.Json;
using System.Net.WebSockets;
using InfernoSim.Capture.AspNetCore.Tests.Service;
using InfernoSim.Testing;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Verdicts;

namespace InfernoSim.Capture.AspNetCore.Tests.Replaying;

/// <summary>What a recorder freezes is an ordinary incident: it replays, and holds the service to it.</summary>
public sealed class FrozenReplayTests
{
    private static readonly string[] Paths = ["/quotes/pen", "/direct/ink", "/events", "/quotes/paper", "/health", "/busy", "/ask/pen"];

    // With INFERNOSIM_LONG=1 all that is claimed, otherwise a part of it that takes seconds.
    private static readonly (int Runs, int Workers) Size = Environment.GetEnvironmentVariable("INFERNOSIM_LONG") == "1" ? (10, 20) : (2, 5);

    [Fact]
    public Task It_replays_in_process() => ReplayAsync(Desk);

    [Fact]
    public Task It_replays_as_a_process() => ReplayAsync(DeskProcess);

    [UnixFact]
    public async Task A_service_without_the_line_is_recorded_by_the_command_and_replays_both_ways()
    {
        using var folder = new TestFolder();
        Uri prices;
        await using (LoopbackHost host = await FlownDesk.StartPricesAsync())
        {
            prices = host.Address;
            await using var run = RunningDesk.Start(folder, prices);
            using var client = new HttpClient { BaseAddress = await run.AddressAsync() };
            await AskAsync(client);
            Assert.Equal(0, (await run.StopAsync()).ExitCode);
        }

        string incident = Assert.Single(Directory.GetDirectories(folder.File("incidents")));
        await AssertPassesAsync(Desk(prices, folder), incident);
        await AssertPassesAsync(DeskProcess(prices, folder), incident);
    }

    [Fact]
    public async Task Its_statements_are_answered_without_the_database()
    {
        using var folder = new TestFolder();
        string incident;
        Uri prices;
        await using (FlownDesk desk = await FlownDesk.StartAsync(options => (options.RecordSql, options.Folder) = (true, folder.File("incidents"))))
        {
            prices = desk.Prices;
            foreach (string item in (string[])["pen", "ink"])
            {
                (await desk.Client.PostAsJsonAsync("/orders", new Order { Item = item })).Dispose();
            }

            await desk.Client.GetStringAsync("/orders");
            incident = (await desk.Recorder.FreezeAsync("a test asks"))!.Folder;
        }

        IncidentReplay replay = await IncidentReplayer.For(Desk(prices, folder), incident).With(settings => (settings.Runs, settings.Fanout) = (2, 5)).RunAsync();

        Assert.Equal(ReplayOutcome.PassStrong, replay.Summary.Outcome);
        Assert.False(File.Exists(folder.File("replay.db")));
    }

    [Fact]
    public async Task What_sampling_left_out_makes_a_pass_weak()
    {
        using var folder = new TestFolder();
        string incident;
        Uri prices;
        await using (FlownDesk desk = await FlownDesk.StartAsync(options => (options.Folder, _) = (folder.File("incidents"), options.Sampling.Ratio(0, "/health"))))
        {
            prices = desk.Prices;
            await AskAsync(desk.Client);
            incident = (await desk.Recorder.FreezeAsync("a test asks"))!.Folder;
        }

        IncidentReplay replay = await IncidentReplayer.For(Desk(prices, folder), incident).With(settings => (settings.Runs, settings.Fanout) = Size).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassWeak, replay.Summary.ToText());
        Assert.Contains("1 exchange of /health was left out by sampling", replay.Summary.Reason, StringComparison.Ordinal);
    }

    private static async Task ReplayAsync(Func<Uri, TestFolder, IServiceHost> host)
    {
        using var folder = new TestFolder();
        string incident;
        Uri prices;
        await using (FlownDesk desk = await FlownDesk.StartAsync(options => options.Folder = folder.File("incidents")))
        {
            prices = desk.Prices;
            await AskAsync(desk.Client);
            incident = (await desk.Recorder.FreezeAsync("a test asks"))!.Folder;
        }

        await AssertPassesAsync(host(prices, folder), incident);
    }

    private static async Task AskAsync(HttpClient client)
    {
        foreach (string path in Paths)
        {
            (await client.GetAsync(path)).Dispose();
        }

        using ClientWebSocket socket = await FlownDesk.OpenAsync(client.BaseAddress!, "/talk");
        foreach (string said in (string[])["hello", """{"item":"pen"}"""])
        {
            await WebSocketEcho.SayAsync(socket, said);
            Assert.Equal(said, await WebSocketEcho.HearAsync(socket));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Limit);
    }

    // What it depends on is gone by then.
    private static async Task AssertPassesAsync(IServiceHost host, string incident)
    {
        IncidentReplay replay = await IncidentReplayer.For(host, incident).With(settings => (settings.Runs, settings.Fanout) = Size).RunAsync();

        Assert.True(replay.Summary.Outcome == ReplayOutcome.PassStrong, replay.Summary.ToText());
    }

    private static InProcessHost<DeskContext> Desk(Uri prices, TestFolder folder) => new()
    {
        ConfigureWebHost = web => web.UseSetting("Logging:LogLevel:Default", "Warning").UseSetting("Prices", prices.AbsoluteUri).UseSetting("Database", $"Data Source={folder.File("replay.db")};Pooling=False"),
    };

    private static ProcessHost DeskProcess(Uri prices, TestFolder folder) => new("dotnet", typeof(DeskContext).Assembly.Location, $"--Prices={prices}", $"--Database=Data Source={folder.File("replay.db")};Pooling=False")
    {
        Ready = "/health",
    };
}
