using System.Text.Json;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>How a capture ends when it is told to under load, when the disk is full, and when another one has its folder.</summary>
public sealed class CaptureEndTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private CrashService _dependency = null!;
    private CrashService _service = null!;

    private string[] Capture => ["capture", "--forward", _service.Authority, "--listen=:0", "--outbound-listen=:0", "--out=incident"];

    public async Task InitializeAsync()
    {
        _dependency = await CrashService.StartAsync();
        _service = await CrashService.StartAsync();
        _service.Dependency = _dependency;
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _dependency.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [UnixFact]
    public async Task SIGTERM_under_load_neither_loses_nor_cuts_anything()
    {
        var load = new CrashLoad(seed: 1, callers: 8);
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture);
        Uri inbound = await capture.InboundAsync();
        _service.UseProxy(await capture.OutboundAsync());

        load.Received.Alarm(100, () => _ = capture.SignalAsync("TERM"));
        await load.RunAsync(inbound);
        ProcessResult result = await capture.ExitAsync();

        IReadOnlyList<JsonElement> events = WrittenLog.Read(_folder.File("incident/inbound.log"));
        IReadOnlyList<JsonElement> calls = WrittenLog.Read(_folder.File("incident/outbound.log"));
        JsonElement[] responses = [.. events.Where(e => e.Text("type") == "InboundResponse")];
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(InOrder(load.Received.All), InOrder(responses.Select(WrittenLog.ReceiptOf)));
        Assert.Equal(InOrder(_service.Received.All), InOrder(calls.Select(WrittenLog.ReceiptOf)));
        Assert.Equal(2 * responses.Length, events.Count);
        Assert.Contains($"recorded {responses.Length} requests, {calls.Count} outbound calls, 0 failed, ", result.Out, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_full_disk_ends_a_capture_that_is_to_refuse_in_one_line_when_everybody_has_an_answer()
    {
        using var gate = new SemaphoreSlim(0);
        using var held = new SemaphoreSlim(0);
        _service.Held = async () =>
        {
            held.Release();
            await gate.WaitAsync();
        };
        await using InfernoSimProcess capture = InfernoSimProcess.StartOnFullDisk(_folder, kibibytes: 64, [.. Capture, "--on-log-failure=refuse"]);
        using var client = new HttpClient { BaseAddress = await capture.InboundAsync() };
        Receipt first = await GetAsync(client, "/own/Small/1");
        Task<Receipt>[] waiting = [.. Enumerable.Range(2, 4).Select(id => GetAsync(client, $"/held/Small/{id}"))];
        foreach (Task<Receipt> _ in waiting)
        {
            Assert.True(await held.WaitAsync(Patience.Limit));
        }

        Receipt large = await GetAsync(client, "/own/Large/6");
        await capture.ErrorLineAsync("stopping; requests under way are finished first");
        gate.Release(waiting.Length);
        Receipt[] waited = await Task.WhenAll(waiting);
        ProcessResult result = await capture.ExitAsync();

        using var direct = new HttpClient { BaseAddress = new Uri($"http://{_service.Authority}") };
        Assert.Equal(await GetAsync(direct, "/own/Large/6"), large);
        Assert.Equal(4, waited.Count(receipt => receipt.Status == 200));
        Assert.Equal(2, result.ExitCode);
        string line = Assert.Single(result.Error.Split('\n'), line => line.Contains("could not be written", StringComparison.Ordinal));
        Assert.StartsWith("infernosim: An event could not be written down: incident/inbound.log: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        IReadOnlyList<JsonElement> events = WrittenLog.Read(_folder.File("incident/inbound.log"));
        Assert.Equal(first, WrittenLog.ReceiptOf(Assert.Single(events, e => e.Text("type") == "InboundResponse")));
        Assert.Contains("recorded 1 request, ", result.Out, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_full_disk_does_not_stop_the_traffic_and_what_was_lost_is_counted_and_found()
    {
        await using InfernoSimProcess capture = InfernoSimProcess.StartOnFullDisk(_folder, kibibytes: 64, Capture);

        ProcessResult result = await RecordMoreThanFitsAsync(capture);
        ProcessResult verify = await InfernoSimProcess.RunAsync(_folder, ["verify", "incident"]);

        Assert.Matches("not recorded, though passed on: [34] events of inbound.log, which could not be written; a replay of this incident cannot be judged", result.Out);
        Assert.Equal(1, verify.ExitCode);

        // The large request was written, or not, with its response.
        Assert.Matches(@"inbound\.log: [34] events are missing at the end \(incident\.json counts 6\)", verify.Out);
    }

    [UnixFact]
    public async Task A_recording_that_is_full_does_not_stop_the_traffic_and_is_known_as_such_when_it_is_continued_too()
    {
        const int Limit = 64 * 1024;
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, [.. Capture, "--max-size=64KiB"]);

        ProcessResult result = await RecordMoreThanFitsAsync(capture);
        ProcessResult verify = await InfernoSimProcess.RunAsync(_folder, ["verify", "incident"]);
        ProcessResult tooSmall = await InfernoSimProcess.RunAsync(_folder, [.. Capture, "--append", "--max-size=100B"]);
        await using InfernoSimProcess again = InfernoSimProcess.Start(_folder, [.. Capture, "--append", "--max-size=64KiB"]);
        using var next = new HttpClient { BaseAddress = await again.InboundAsync() };
        await GetAsync(next, "/own/Small/4");
        await again.SignalAsync("TERM");
        ProcessResult continued = await again.ExitAsync();
        ProcessResult verifyContinued = await InfernoSimProcess.RunAsync(_folder, ["verify", "incident"]);

        // The request of the large exchange was written; its response, and all after it, did not fit.
        Assert.Matches("infernosim: The recording is full: its logs have [0-9]+ of the 65536 bytes that they may have", result.Error);
        Assert.Contains("not recorded, though passed on: 3 events of inbound.log, for which there was no room", result.Out, StringComparison.Ordinal);
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("inbound.log: 3 events are missing at the end (incident.json counts 6)", verify.Out, StringComparison.Ordinal);
        Assert.Equal(2, tooSmall.ExitCode);
        Assert.Matches("infernosim: incident: The recording has [0-9]+ bytes already, and may have 100", tooSmall.Error);
        Assert.Equal(0, continued.ExitCode);
        Assert.Contains("inbound.log: events 4 to 6 are missing", verifyContinued.Out, StringComparison.Ordinal);
        Assert.InRange(Directory.GetFiles(_folder.File("incident"), "*.log").Sum(log => new FileInfo(log).Length), 1, Limit);
    }

    [UnixFact]
    public async Task A_recording_that_is_full_keeps_the_newest_exchanges_with_their_calls_where_it_is_to()
    {
        const int Requests = 150;
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, [.. Capture, "--max-size=64KiB", "--when-full=keep-newest"]);
        using var client = new HttpClient { BaseAddress = await capture.InboundAsync() };
        _service.UseProxy(await capture.OutboundAsync());

        for (int id = 1; id <= Requests; id++)
        {
            await GetAsync(client, $"/via/Small/{id}");
        }

        await capture.SignalAsync("TERM");
        ProcessResult result = await capture.ExitAsync();
        ProcessResult verify = await InfernoSimProcess.RunAsync(_folder, ["verify", "incident"]);

        Incident incident = IncidentReader.Read(_folder.File("incident"));
        int kept = incident.Exchanges.Count;
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("REPLAYABLE: incident", verify.Out, StringComparison.Ordinal);
        Assert.Contains($"recorded {Requests} requests, {Requests} outbound calls, 0 failed, ", result.Out, StringComparison.Ordinal);
        Assert.Matches("let go: [0-9]+ older events, which made room for newer ones", result.Out);
        Assert.Matches("[0-9]+ older events have made room for newer ones", verify.Out);
        Assert.Equal(Enumerable.Range(Requests - kept + 1, kept).Select(id => $"/via/Small/{id}"), incident.Exchanges.Select(exchange => exchange.Request.Url));
        Assert.All(incident.Exchanges, exchange => Assert.Equal((200, 1), (exchange.Response!.Status, exchange.Calls.Count)));
        Assert.Empty(incident.Losses);
        Assert.InRange(Directory.GetFiles(_folder.File("incident"), "*.log").Sum(log => new FileInfo(log).Length), 1, 64 * 1024);
    }

    [UnixFact]
    public async Task The_classic_capture_that_ends_last_does_not_forget_what_the_other_one_lost()
    {
        _folder.Write("incident.json", """{"env":"staging","team":"shop","schema":1}""");
        await using InfernoSimProcess proxy = InfernoSimProcess.Start(_folder, ["--mode=proxy", "--listen=:0", "--log=outbound.log"]);
        await proxy.OutboundAsync();
        await using InfernoSimProcess inbound = InfernoSimProcess.Start(_folder, ["--mode=inbound", "--listen=:0", $"--forward={_service.Authority}", "--log=inbound.log", "--max-size=1"]);
        using var client = new HttpClient { BaseAddress = await inbound.InboundAsync() };
        await GetAsync(client, "/own/Small/1");
        await inbound.SignalAsync("TERM");
        await inbound.ExitAsync();
        await proxy.SignalAsync("TERM");
        await proxy.ExitAsync();

        Incident incident = IncidentReader.Read(_folder.Path);

        Assert.Equal("inbound.log: 2 events are missing at the end (incident.json counts 2)", Assert.Single(incident.Losses).ToString());
        Assert.Equal(("staging", "team"), (incident.Metadata!.Env, Assert.Single(incident.Metadata.UnknownMembers).Key));
    }

    [UnixFact]
    public async Task A_recording_that_is_full_ends_a_capture_that_is_to_refuse()
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, [.. Capture, "--max-size=1", "--on-log-failure=refuse"]);
        using var client = new HttpClient { BaseAddress = await capture.InboundAsync() };

        Receipt receipt = await GetAsync(client, "/own/Small/1");
        ProcessResult result = await capture.ExitAsync();

        Assert.Equal((200, 2), (receipt.Status, result.ExitCode));
        Assert.Contains("infernosim: The recording is full: its logs have 0 of the 1 bytes that they may have", result.Error, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_second_capture_into_the_same_folder_is_refused_however_often_it_is_tried()
    {
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, Capture);
        Uri inbound = await capture.InboundAsync();

        ProcessResult second = await InfernoSimProcess.RunAsync(_folder, Capture);
        ProcessResult third = await InfernoSimProcess.RunAsync(_folder, [.. Capture, "--append"]);
        using var client = new HttpClient { BaseAddress = inbound };
        Receipt receipt = await GetAsync(client, "/own/Small/1");
        ProcessResult afterTheFirstRequest = await InfernoSimProcess.RunAsync(_folder, Capture);
        await capture.SignalAsync("TERM");
        ProcessResult first = await capture.ExitAsync();

        string refusal = "infernosim: incident/inbound.log: Another recorder is writing this log. Stop it first, or record to another folder.";
        Assert.Equal(new ProcessResult(2, "", refusal), second);
        Assert.Equal(new ProcessResult(2, "", refusal), third);
        Assert.Contains("bodies are stored, up to 1 MiB of each", first.Out, StringComparison.Ordinal);
        Assert.Contains("a replay sends writes (POST, PUT, DELETE, ...) as well (replay --safe-mode leaves them out)", first.Out, StringComparison.Ordinal);
        Assert.Equal(new ProcessResult(2, "", refusal), afterTheFirstRequest);
        Assert.Equal((0, 200), (first.ExitCode, receipt.Status));
        Assert.Contains("recorded 1 request, ", first.Out, StringComparison.Ordinal);
    }

    // Of the second request there is more than fits; it and the one after it are answered as without a proxy.
    private async Task<ProcessResult> RecordMoreThanFitsAsync(InfernoSimProcess capture)
    {
        using var client = new HttpClient { BaseAddress = await capture.InboundAsync() };
        using var direct = new HttpClient { BaseAddress = new Uri($"http://{_service.Authority}") };
        await GetAsync(client, "/own/Small/1");
        Receipt large = await GetAsync(client, "/own/Large/2");
        await capture.ErrorLineAsync("traffic passes on and is not recorded");
        Receipt after = await GetAsync(client, "/own/Small/3");
        await capture.SignalAsync("TERM");
        ProcessResult result = await capture.ExitAsync();

        Assert.Equal((await GetAsync(direct, "/own/Large/2"), await GetAsync(direct, "/own/Small/3")), (large, after));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("recorded 1 request, ", result.Out, StringComparison.Ordinal);
        return result;
    }

    private static async Task<Receipt> GetAsync(HttpClient client, string url)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(url, UriKind.Relative));
        return await Receipt.OfAsync(response, url);
    }

    private static IEnumerable<string> InOrder(IEnumerable<Receipt> receipts) => receipts.Select(r => r.ToString()).Order(StringComparer.Ordinal);
}
