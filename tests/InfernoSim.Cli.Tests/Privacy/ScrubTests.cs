using System.Text.Json;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.Testing;
using InfernoSim.TestKit.Privacy;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>Secrets of twenty kinds in all places: nothing shows them, and nothing of them is left in what was scrubbed.</summary>
public sealed class ScrubTests : IDisposable
{
    private const string Key = "a key of a test, long enough";

    private readonly TestFolder _folder = new();

    private static readonly PlantedSecret[] Planted = new Random(5) is var random
        ? [.. PlantedSecret.Kinds.Select(kind => PlantedSecret.Of(kind, random))]
        : [];

    private string Incident => _folder.File("incident");

    private string Scrubbed => _folder.File("scrubbed");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_of_500_secrets_is_left_in_a_scrubbed_incident_nor_shown_by_any_command(int seed)
    {
        var planted = new PlantedIncident(seed, 500);
        planted.Write(Incident);

        string verified = await RunAsync(1, "verify", Incident);
        string scrubbed = await RunAsync(0, "scrub", Incident, "--out", Scrubbed);
        string verifiedAgain = await RunAsync(0, "verify", Scrubbed);
        string inspected = await RunAsync(0, "inspect", Incident) + await RunAsync(0, "inspect", Incident, "--json");
        string explained = "";
        foreach (int exchange in Enumerable.Range(1, 60).Where(exchange => exchange % 12 == seed))
        {
            explained += await RunAsync(0, "explain", Incident, "--exchange", $"{exchange}", "--call", "1", "--json");
        }

        AssertHidden(planted, verified + scrubbed + verifiedAgain + inspected + explained);
        Assert.Contains("WHOEVER READS IT LEARNS A SECRET", verified, StringComparison.Ordinal);
        Assert.DoesNotContain("in clear", verifiedAgain, StringComparison.Ordinal);
        string before = string.Concat(PlantedContent.Of(Incident));
        string left = string.Concat(PlantedContent.Of(Scrubbed));
        Assert.Equal(PlantedContent.Count("\"total\":12.5", before), PlantedContent.Count("\"total\":12.5", left));
        Assert.DoesNotContain(planted.Secrets, secret => left.Contains(secret.Secret, StringComparison.Ordinal));
        Assert.Equal(500, planted.Secrets.Count(secret => before.Contains(secret.Secret, StringComparison.Ordinal) || secret.Kind is "private key" or "basic"));
    }

    [Fact]
    public async Task A_failing_replay_shows_none_of_500_secrets_anywhere()
    {
        var planted = new PlantedIncident(3, 500, withCalls: false);
        planted.Write(Incident);
        await using TestService service = await TestService.StartAsync();
        string target = service.Address.GetLeftPart(UriPartial.Authority);
        string[] flags = ["replay", Incident, $"--target-base={target}", "--stub-listen=:0", "--stub-compat-listen=", "--runs=1", "--fanout=1"];

        string printed = await RunAsync(1, flags) + await RunAsync(1, [.. flags, "--json"]) + await RunAsync(1, [.. flags, "--quiet"]);
        IncidentReplay replay = await IncidentReplayer.For(new UrlHost(target) { StubPort = 0 }, Incident).With(new ReplaySettings { Runs = 1, Fanout = 1 }).RunAsync();

        AssertHidden(planted, printed);
        AssertHidden(planted, $"{Assert.Throws<IncidentReplayFailedException>(replay.ThrowIfFailed)}{replay.Summary.ToText()}{replay.Summary.ToJson()}{replay.Summary}{replay.Summary.Reason}");
    }

    [Fact]
    public async Task A_scrubbed_incident_replays_as_strongly_as_before()
    {
        await using EchoService service = await EchoService.RecordAsync(Incident, RequestsWith(Planted));
        string[] replay = ["replay", service.Target, service.StubListen, "--stub-compat-listen=", "--runs=2", "--fanout=2"];

        string before = await RunAsync(0, [.. replay, "--incident", Incident]);
        await RunAsync(0, "scrub", Incident, "--out", Scrubbed);
        string after = await RunAsync(0, [.. replay, "--incident", Scrubbed]);

        Assert.Contains("PASS_STRONG", before, StringComparison.Ordinal);
        Assert.Contains("PASS_STRONG", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_recorded_holds_no_secret_and_replays_strongly_and_callers_get_what_they_always_got()
    {
        await using EchoService service = await EchoService.RecordAsync(Incident, RequestsWith(Planted), withSecrets: false);

        string verified = await RunAsync(0, "verify", Incident);
        string replayed = await RunAsync(0, "replay", service.Target, service.StubListen, "--stub-compat-listen=", "--runs=2", "--fanout=2", "--incident", Incident);

        Assert.All(Planted.Zip(service.Answers), planted => Assert.Contains(JsonSerializer.Serialize(planted.First.Text), planted.Second, StringComparison.Ordinal));
        string stored = string.Concat(PlantedContent.Of(Incident));
        Assert.DoesNotContain(Planted, secret => stored.Contains(secret.Secret, StringComparison.Ordinal));
        Assert.DoesNotContain("in clear", verified, StringComparison.Ordinal);
        Assert.Contains("PASS_STRONG", replayed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_tokens_and_another_one_others()
    {
        new PlantedIncident(4, 40).Write(Incident);

        await RunAsync(0, "scrub", Incident, "--out", Scrubbed);
        await RunAsync(0, "scrub", Incident, "--out", _folder.File("again"));
        await RunWithKeyAsync(0, "another key of a test", "scrub", Incident, "--out", _folder.File("other"));
        string without = await RunWithKeyAsync(0, null, "scrub", Incident);
        string tooShort = await RunWithKeyAsync(2, "short", "scrub", Incident, "--out", _folder.File("never"));
        string twice = await RunAsync(2, "scrub", Incident, "--out", Scrubbed);

        Assert.Equal(PlantedContent.Of(Scrubbed), PlantedContent.Of(_folder.File("again")));
        Assert.NotEqual(PlantedContent.Of(Scrubbed), PlantedContent.Of(_folder.File("other")));
        Assert.True(Directory.Exists($"{Incident}-scrubbed"));
        Assert.Contains("INFERNOSIM_PRIVACY_KEY is not set", without, StringComparison.Ordinal);
        Assert.Contains("has 5 bytes; give it 16 or more", tooShort, StringComparison.Ordinal);
        Assert.Contains("scrubbed", twice, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string)> RequestsWith(IEnumerable<PlantedSecret> secrets) => secrets.Select((secret, i) =>
        ($"/users/{i}?{secret.Name ?? "q"}={Uri.EscapeDataString(secret.Text)}&page=2", JsonSerializer.Serialize(new Dictionary<string, string> { [secret.Name ?? "note"] = secret.Text })));

    private static void AssertHidden(PlantedIncident planted, string text) =>
        Assert.Empty(planted.Secrets.Where(secret => text.Contains(secret.Secret, StringComparison.Ordinal)).Select(secret => $"{secret.Kind}: {secret.Secret}"));

    private static Task<string> RunAsync(int code, params string[] args) => RunWithKeyAsync(code, Key, args);

    private static async Task<string> RunWithKeyAsync(int code, string? key, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int ended = await CommandHost.RunAsync(args, new CliConsole(output, error, errorIsTerminal: false, name => name == "INFERNOSIM_PRIVACY_KEY" ? key : null));
        Assert.True(code == ended, $"{string.Join(' ', args)} ended with {ended}: {output}{error}");
        return output.ToString() + error;
    }
}
