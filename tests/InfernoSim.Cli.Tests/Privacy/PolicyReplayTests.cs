using System.Buffers.Text;
using System.Text.Json;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Policies;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>An incident that was recorded by rules of privacy is replayed by the same rules: what they took away hides nothing else.</summary>
public sealed class PolicyReplayTests : IDisposable
{
    private const string Key = "a key of a test, long enough";

    private static readonly string[] Rules =
    [
        "token json: $.name",
        "token json: $.account",
        "redact json: $.attempt",
        "redact header: X-Attempt",
        "redact query: session",
        "drop json: $.birthday",
        "keep json: $.password; route: POST /login",
    ];

    private readonly TestFolder _folder = new();

    private string Incident => _folder.File("incident");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_rules_name_is_not_recorded_and_the_incident_replays_strongly()
    {
        await using ShopService shop = await RecordAsync();

        string stored = string.Concat(PlantedContent.Of(Incident));
        string replayed = await ReplayAsync(0, shop);

        Assert.Equal(
            ["Ann Lee", "Bo Diaz", "4711}", ":4712", "1990-01", "boss@shop", "birthday"],
            ((string[])["Ann Lee", "Bo Diaz", "4711}", ":4712", "1990-01", "boss@shop", "birthday"]).Where(value => !stored.Contains(value, StringComparison.Ordinal)));
        Assert.Contains("correct-horse-7", stored, StringComparison.Ordinal);
        Assert.Contains("Ann Lee", string.Concat(shop.Passed), StringComparison.Ordinal);
        Assert.Contains("4711", string.Concat(shop.Passed), StringComparison.Ordinal);
        Assert.Contains("PASS_STRONG", replayed, StringComparison.Ordinal);
        Assert.Contains("json: $.attempt (privacy of the recording): 8 values", replayed, StringComparison.Ordinal);
        Assert.Contains("query: session; dependency: * (privacy of the recording): 8 values", replayed, StringComparison.Ordinal);
        Assert.Contains("json: $.birthday; optional: true (privacy of the recording): no value", replayed, StringComparison.Ordinal);
        Assert.Contains("the values of 2 secrets that the service was not given", replayed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_incident_says_by_which_rules_it_was_recorded_and_never_the_key()
    {
        await using ShopService shop = await RecordAsync();

        using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(Incident, "incident.json")));

        JsonElement privacy = metadata.RootElement.GetProperty("privacy");
        Assert.Equal(Rules, privacy.GetProperty("rules").EnumerateArray().Select(rule => rule.GetString()));
        Assert.False(privacy.TryGetProperty("key", out _));
    }

    [Fact]
    public async Task A_difference_beside_what_the_rules_took_away_is_seen()
    {
        await using ShopService shop = await RecordAsync();

        shop.Total = "13.0";
        string response = await ReplayAsync(1, shop);
        (shop.Total, shop.TotalOfCall) = ("12.5", "13.0");
        string call = await ReplayAsync(1, shop);

        Assert.Contains("response body differs at /total: expected \"12.5\", got \"13.0\"", response, StringComparison.Ordinal);
        Assert.Contains("dependency call differs at body/total: expected \"12.5\", got \"13.0\"", call, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_comes_back_is_the_one_that_was_given()
    {
        await using ShopService shop = await RecordAsync();
        string first = "";

        shop.PassOn = name => first.Length == 0 ? first = name : first;
        string another = await ReplayAsync(1, shop);
        shop.PassOn = _ => "Eve";
        string clear = await ReplayAsync(1, shop);

        Assert.Contains("differs at body/name", another, StringComparison.Ordinal);
        Assert.Contains("differs at body/name", clear, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_a_secret_of_the_service_is_there_and_equal_to_others_as_before()
    {
        await using ShopService shop = await RecordAsync();

        shop.Owner = "someone@else-where.de";
        string changed = await ReplayAsync(0, shop);
        shop.OwnerAgain = "not-the-same@else-where.de";
        string parted = await ReplayAsync(1, shop);
        (shop.Owner, shop.OwnerAgain) = ("nobody", null);
        string gone = await ReplayAsync(1, shop);

        Assert.Contains("PASS_STRONG", changed, StringComparison.Ordinal);
        Assert.Contains("response body differs at /contact/mail", parted, StringComparison.Ordinal);
        Assert.Contains("differs at body/owner", gone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_key_a_secret_of_the_service_is_compared_by_its_value()
    {
        await using ShopService shop = await ShopService.RecordAsync(_folder.File("clear"), new CaptureOptions { CaptureSensitiveData = true });
        await RunAsync(0, Key, ["scrub", _folder.File("clear"), "--out", Incident, .. Rules.SelectMany(rule => (string[])["--privacy", rule])]);

        string same = await ReplayAsync(0, shop, Key);
        shop.Owner = "someone@else-where.de";
        string changed = await ReplayAsync(1, shop, Key);
        string withAnotherKey = await ReplayAsync(0, shop, "another key of a test");

        Assert.Contains("PASS_STRONG", same, StringComparison.Ordinal);
        Assert.DoesNotContain("that the service was not given", same, StringComparison.Ordinal);
        Assert.Contains("differs at body/owner", changed, StringComparison.Ordinal);
        Assert.DoesNotContain("someone@", changed, StringComparison.Ordinal);
        Assert.Contains("that the service was not given", withAnotherKey, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann Lee", string.Concat(PlantedContent.Of(Incident)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_issued_token_says_is_recorded_and_compared()
    {
        await using ShopService shop = await RecordAsync();

        shop.Role = "admin";
        string promoted = await ReplayAsync(1, shop);

        Assert.Contains("response body differs at /issued", promoted, StringComparison.Ordinal);
        Assert.DoesNotContain("c2lnbmF0dXJl", string.Concat(PlantedContent.Of(Incident)), StringComparison.Ordinal);
        Assert.DoesNotContain(Base64Url.EncodeToString("ann@customers"u8), string.Concat(PlantedContent.Of(Incident)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_the_service_knows_and_the_recording_does_not_is_no_fault_of_the_service()
    {
        await using ShopService shop = await ShopService.RecordAsync(Incident, new CaptureOptions { Privacy = PrivacyPolicy.Parse(Rules[..^1]) });

        string replayed = await ReplayAsync(2, shop);
        string verified = await RunAsync(0, null, "verify", Incident);

        Assert.Contains("FAIL_INCOMPLETE_INCIDENT", replayed, StringComparison.Ordinal);
        Assert.Contains(
            "exchange 4 (POST /login) was answered 401 in place of 200, and was recorded with tokens in place of secrets (body /password): a service that knows the secret refuses its token, "
            + "so this is the privacy of the recording and no evidence against the service; record it from an account that is made for it, with --privacy 'keep json: $.password; route: POST /login'",
            replayed,
            StringComparison.Ordinal);
        Assert.Contains("1 request was recorded with tokens in place of passwords or the like, first exchange 4 (POST /login: body /password)", verified, StringComparison.Ordinal);
        Assert.Contains("with --privacy 'keep json: $.password; route: POST /login'", verified, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_refused_though_its_password_was_kept_is_a_fault_of_the_service()
    {
        await using ShopService shop = await RecordAsync();

        shop.Seeded = "another-horse-8";
        string replayed = await ReplayAsync(1, shop);

        Assert.Contains("FAIL_DIVERGED", replayed, StringComparison.Ordinal);
        Assert.Contains("response status differs: expected 200, got 401", replayed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_to_be_healed_of_what_was_taken_away()
    {
        await using ShopService shop = await RecordAsync();

        string healed = await RunAsync(0, null, "heal", shop.Target, shop.StubListen, "--stub-compat-listen=", "--runs=2", Incident);

        Assert.Contains("nothing to", healed, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_rule_kept_is_not_left_in_but_kept_and_scrub_keeps_it_unless_a_stricter_rule_is_given()
    {
        await using ShopService shop = await RecordAsync();

        string kept = await RunAsync(0, null, "verify", Incident);
        await RunAsync(0, null, "scrub", Incident, "--out", _folder.File("again"));
        await RunAsync(0, null, "scrub", Incident, "--out", _folder.File("stricter"), "--privacy", "redact json: $.password");

        Assert.Contains("1 value that is named like a secret stands in clear, kept by a rule of the recording, first in exchange 4, request: body", kept, StringComparison.Ordinal);
        Assert.Contains("correct-horse-7", string.Concat(PlantedContent.Of(_folder.File("again"))), StringComparison.Ordinal);
        Assert.DoesNotContain("correct-horse-7", string.Concat(PlantedContent.Of(_folder.File("stricter"))), StringComparison.Ordinal);
        Assert.DoesNotContain("kept by a rule", await RunAsync(0, null, "verify", _folder.File("stricter")), StringComparison.Ordinal);
    }

    private Task<ShopService> RecordAsync() => ShopService.RecordAsync(Incident, new CaptureOptions { Privacy = PrivacyPolicy.Parse(Rules) });

    private Task<string> ReplayAsync(int code, ShopService shop, string? key = null) =>
        RunAsync(code, key, "replay", shop.Target, shop.StubListen, "--stub-compat-listen=", "--runs=2", "--fanout=2", "--incident", Incident);

    private static async Task<string> RunAsync(int code, string? key, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int ended = await CommandHost.RunAsync(args, new CliConsole(output, error, errorIsTerminal: false, name => name == "INFERNOSIM_PRIVACY_KEY" ? key : null));
        Assert.True(code == ended, $"{string.Join(' ', args)} ended with {ended}: {output}{error}");
        return output.ToString() + error;
    }
}
