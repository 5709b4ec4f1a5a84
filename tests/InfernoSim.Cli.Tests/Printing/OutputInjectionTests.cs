using System.Text.Json;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.Testing;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Printing;

namespace InfernoSim.Cli.Tests.Printing;

/// <summary>What others wrote never takes effect where it is printed, thrown, attached or kept: every hostile text in every command.</summary>
public sealed class OutputInjectionTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private TestService _service = null!;

    public static TheoryData<string> Names => [.. HostileText.All.Keys];

    public async Task InitializeAsync() => _service = await TestService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Commands_that_look_at_an_incident_print_it_harmlessly(string name)
    {
        string incident = HostileIncident.Write(_folder, HostileText.All[name]);

        string inspected = await PrintAsync(0, "inspect", incident);
        string inspectedAsJson = await PrintAsync(0, "inspect", incident, "--json");
        string verified = await PrintAsync(1, "verify", incident);
        await PrintAsync(1, "verify", incident, "--json");
        await PrintAsync(0, "explain", incident, "--exchange", "1", "--call", "2");
        await PrintAsync(0, "explain", incident, "--exchange", "1", "--call", "2", "--json");
        await PrintAsync(2, "explain", incident, "--exchange", "9", "--call", "1");

        Assert.Contains("2 requests", inspected, StringComparison.Ordinal);
        Assert.Contains(HostileText.Forged, inspected, StringComparison.Ordinal);
        Assert.Contains(HostileText.Forged, verified, StringComparison.Ordinal);
        Assert.Contains(Strings(JsonDocument.Parse(inspectedAsJson).RootElement), text => text == HostileText.All[name]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Commands_that_replay_print_what_was_recorded_and_what_came_harmlessly(string name)
    {
        string incident = HostileIncident.WriteRequests(_folder, HostileText.All[name]);
        _service.Greeting = $"live {HostileText.All[name]}";

        string replayed = await ReplayAsync(incident);
        await ReplayAsync(incident, "--json");
        string brief = await ReplayAsync(incident, "--quiet");
        await PrintAnyAsync("heal", incident, "--replays", "2", Target, "--stub-listen", ":0", "--stub-compat-listen=");
        await PrintAnyAsync("envelope", incident, Target, "--stub-listen", ":0", "--budget", "nonsense " + HostileText.All[name]);

        Assert.Contains("FAIL_DIVERGED", replayed, StringComparison.Ordinal);
        Assert.Contains(HostileText.Forged, replayed, StringComparison.Ordinal);
        Assert.StartsWith("FAIL_DIVERGED: ", brief, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Commands_say_harmlessly_why_they_cannot_run(string name)
    {
        string text = HostileText.All[name];
        string incident = HostileIncident.Write(_folder, text);
        File.AppendAllText(Path.Combine(incident, "inbound.log"), JsonSerializer.Serialize(new { type = text, url = text + "\r\n", timestamp = text }) + "\n");

        foreach (string command in (string[])["inspect", "verify", "explain", "replay", "heal", "envelope"])
        {
            await PrintAsync(2, command, incident);
        }

        await PrintAsync(2, "accept", _folder.File(text.Replace('/', '-')));
        await PrintAsync(2, "capture", $"--forward={text}", "--out", incident);
        await PrintAsync(2, "capture", "--forward=http://127.0.0.1:1", "--out", incident);
        await PrintAsync(2, text);
        await PrintAsync(2, "replay", incident, $"--{text}");
        await PrintAsync(2, "replay", incident, "--header", text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_test_says_harmlessly_why_it_failed(string name)
    {
        string incident = HostileIncident.WriteRequests(_folder, HostileText.All[name]);
        _service.Greeting = $"live {HostileText.All[name]}";

        IncidentReplay replay = await IncidentReplayer.For(new UrlHost(_service.Address.GetLeftPart(UriPartial.Authority)) { StubPort = 0 }, incident).With(new ReplaySettings { Runs = 1, Fanout = 1 }).RunAsync();

        IncidentReplayFailedException failed = Assert.Throws<IncidentReplayFailedException>(replay.ThrowIfFailed);
        Assert.Contains(HostileText.Forged, failed.Message, StringComparison.Ordinal);
        string[] shown = [failed.ToString(), replay.FailureMessage, replay.Summary.ToText(), replay.Summary.ToString(), replay.Summary.ToJson(), replay.Summary.Reason!, $"{replay.Summary.FirstDivergence}"];
        Assert.All(shown, text => Assert.Null(Output.ForgeryIn(text)));
        Assert.DoesNotContain('\n', replay.Summary.Reason!);
    }

    [Fact]
    public async Task Calls_that_do_not_come_are_printed_harmlessly()
    {
        string incident = HostileIncident.WriteCalls(_folder, HostileText.All.Values);

        string replayed = await ReplayAsync(incident);
        string explained = await PrintAsync(0, "explain", incident, "--divergence", "1");

        Assert.Contains("dependency call missing", replayed, StringComparison.Ordinal);
        Assert.NotEmpty(explained);
    }

    [Fact]
    public async Task Nothing_that_could_be_another_request_is_sent()
    {
        int asked = 0;
        _service.OnHello = _ =>
        {
            asked++;
            return Task.CompletedTask;
        };
        TestIncident.Write(_folder, ("GET", "/hello", 200, "hello"), ("GET", "/hello HTTP/1.1\r\nX-Injected: 1", 200, "hello"));

        string printed = await PrintAsync(2, "replay", _folder.File("incident"), Target);

        Assert.Equal(0, asked);
        Assert.Contains(@"inbound.log:3:", printed, StringComparison.Ordinal);
        Assert.Contains(@"url is ""/hello HTTP/1.1\r\nX-Injected: 1"", with a control character in it", printed, StringComparison.Ordinal);
    }

    private string Target => $"--target-base={_service.Address.GetLeftPart(UriPartial.Authority)}";

    private Task<string> ReplayAsync(string incident, params string[] flags) => PrintAsync(1, ["replay", incident, Target, "--stub-listen", ":0", "--stub-compat-listen=", "--runs", "1", "--fanout", "1", .. flags]);

    private static async Task<string> PrintAsync(int code, params string[] args)
    {
        (int ended, string printed) = await RunAsync(args);
        Assert.True(code == ended, $"{string.Join(' ', args)} ended with {ended}: {printed}");
        return printed;
    }

    private static async Task<string> PrintAnyAsync(params string[] args) => (await RunAsync(args)).Printed;

    private static async Task<(int Code, string Printed)> RunAsync(string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = await CommandHost.RunAsync(args, new CliConsole(output, error, errorIsTerminal: false, name => name == "INFERNOSIM_TRACE" ? "1" : null));
        Assert.Null(Output.ForgeryIn(output.ToString()));
        Assert.Null(Output.ForgeryIn(error.ToString()));
        return (code, output.ToString() + error);
    }

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Strings(property.Value)),
        _ => [],
    };
}
