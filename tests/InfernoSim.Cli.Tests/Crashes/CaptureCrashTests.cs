using System.Globalization;
using System.Text.Json;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Processes;
using Xunit.Abstractions;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>
/// <c>kill -9</c> of the capture under load, again and again: what somebody received to its end is in the log, the folder
/// is continued each time, and is an incident in the end.
/// </summary>
public sealed class CaptureCrashTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int Seed = 20;
    private const int Callers = 8;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("INFERNOSIM_TEST_KILLS") ?? "5", CultureInfo.InvariantCulture);

    private readonly TestFolder _folder = new();
    private readonly CrashLoad _load = new(Seed, Callers);
    private CrashService _dependency = null!;
    private CrashService _service = null!;

    private string[] Logs => [_folder.File("incident/inbound.log"), _folder.File("incident/outbound.log")];

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
    public async Task What_was_received_before_kill_9_is_in_the_log_and_the_incident_replays()
    {
        var random = new Random(Seed);
        for (int kill = 0; kill < Kills; kill++)
        {
            // By turns a caller and the service receive the response at which the capture is killed.
            Receipts trigger = kill % 2 == 0 ? _load.Received : _service.Received;
            await CaptureUntilAsync(capture => trigger.Alarm(random.Next(1, 100), capture.Kill));
            TearOneLog(random);
        }

        ProcessResult last = await CaptureUntilAsync(capture => _load.Received.Alarm(50, () => _ = capture.SignalAsync("TERM")));
        IReadOnlyList<JsonElement> inbound = WrittenLog.Read(Logs[0]);
        IReadOnlyList<JsonElement> outbound = WrittenLog.Read(Logs[1]);
        int calls = _service.Received.All.Count;
        AssertHolds(inbound.Where(e => e.Text("type") == "InboundResponse"), _load.Received.All);
        AssertHolds(outbound, _service.Received.All);
        AssertNumbered(inbound);
        AssertNumbered(outbound);
        await _dependency.DisposeAsync();
        ProcessResult replayed = await ReplayAsync(last);

        output.WriteLine($"{Kills} kills, {_load.Received.All.Count} responses and {calls} answers of the dependency received, {inbound.Count} and {outbound.Count} events");
        output.WriteLine(replayed.Out);
        Assert.True(replayed.ExitCode == 0, replayed.Out + replayed.Error);
        // A request is written just before its response. Of one that a kill cut off, the log may hold only the request, or only
        // the calls it had made.
        HashSet<string?> recorded = [.. inbound.Select(e => e.Text("traceId"))];
        bool isCutOff = outbound.Any(e => !recorded.Contains(e.Text("traceId")))
            || inbound.Count(e => e.Text("type") == "InboundRequest") != inbound.Count(e => e.Text("type") == "InboundResponse");
        Assert.Contains(isCutOff ? "PASS_WEAK" : "PASS_STRONG", replayed.Out, StringComparison.Ordinal);
    }

    private async Task<ProcessResult> CaptureUntilAsync(Action<InfernoSimProcess> arm)
    {
        bool[] torn = [.. Logs.Select(log => File.Exists(log) && WrittenLog.TornBytes(log) > 0)];
        await using InfernoSimProcess capture = InfernoSimProcess.Start(
            _folder, ["capture", "--forward", _service.Authority, "--listen=:0", "--outbound-listen=:0", "--out=incident", .. (string[])(File.Exists(Logs[0]) ? ["--append"] : [])]);
        Uri inbound = await capture.InboundAsync();
        _service.UseProxy(await capture.OutboundAsync());
        arm(capture);
        await _load.RunAsync(inbound);
        ProcessResult result = await capture.ExitAsync();

        string[] said = [.. result.Error.Split('\n').Where(line => line.Contains("was torn", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
        Assert.Equal(Logs.Where((_, log) => torn[log]).Select(log => $"incident/{Path.GetFileName(log)}:"), said);
        return result;
    }

    // Killing seldom hits the moment in which an event is half written.
    private void TearOneLog(Random random)
    {
        string log = Logs[random.Next(Logs.Length)];
        if (WrittenLog.TornBytes(log) == 0)
        {
            WrittenLog.Tear(log);
        }
    }

    private Task<ProcessResult> ReplayAsync(ProcessResult capture)
    {
        string[] command = capture.Out.Split('\n')[^1].Split(' ')[3..];
        return InfernoSimProcess.RunAsync(_folder, [.. command, "--runs=2", "--time-scale=0", "--min-gap=0s", "--max-wall-time=0s", "--stub-listen=:0"]);
    }

    private static void AssertHolds(IEnumerable<JsonElement> events, IReadOnlyCollection<Receipt> received)
    {
        HashSet<Receipt> written = [.. events.Where(e => e.TryGetProperty("status", out _)).Select(WrittenLog.ReceiptOf)];

        Assert.NotEmpty(received);
        Assert.All(received, receipt => Assert.Contains(receipt, written));
    }

    private static void AssertNumbered(IReadOnlyList<JsonElement> events)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.GetProperty("sequence").GetInt64()));
        Assert.Equal(events.Count, events.Select(e => e.Text("id")).Distinct().Count());
    }
}
