using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Verdicts.ObservationsBuilder;

namespace InfernoSim.Tests.Verdicts;

public class ReceiptTests
{
    private static readonly ReplayOptions Ignoring = Options with { Ignore = [NoiseRule.Parse("json: $.id"), NoiseRule.Parse("json: $.at")] };

    [Fact]
    public void A_pass_says_how_much_was_compared()
    {
        Receipt receipt = Passed().Judge().Receipt!;

        Assert.Equivalent(new ReceiptExchanges(12, 12, 12, 0, 0), receipt.Exchanges, strict: true);
        Assert.Equivalent(new ReceiptCalls(24, 24, 0, 0, 0, 0, 0), receipt.Calls, strict: true);
        Assert.Empty(receipt.Ignored);
        Assert.EndsWith(": 12 of 12 responses and 24 of 24 calls compared, 0 unserved, 0 overridden, 0 by content, 0 resent, nothing ignored", receipt.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_served_from_the_recording_is_told_apart()
    {
        ReplayObservations observed = Passed() with { Answered = 18, Matching = new CallMatching(13, 3, 2, 0, 5, []) { Overridden = 4 } };

        Assert.Equivalent(new ReceiptCalls(24, 18, 2, 4, 5, 3, 2), observed.Judge().Receipt!.Calls, strict: true);
    }

    [Fact]
    public void A_replay_that_nothing_was_served_in_shows_it()
    {
        ReplayObservations observed = Passed() with { Answered = 0, Matching = new CallMatching(0, 0, 0, 0, 0, []) };

        Assert.Contains("0 of 24 calls compared, 24 unserved", observed.Judge().Receipt!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_that_the_recording_does_not_hold_is_not_compared()
    {
        Incident incident = new IncidentBuilder().Exchange("/a").Exchange("/b", response: _ => null).Build();

        ReceiptExchanges exchanges = (Passed(incident: incident) with { Responses = 8 }).Judge().Receipt!.Exchanges;

        Assert.Equivalent(new ReceiptExchanges(8, 8, 4, 0, 0), exchanges, strict: true);
    }

    [Fact]
    public void Exchanges_that_are_left_out_are_counted()
    {
        Incident incident = new IncidentBuilder().Exchange("/a").Exchange("/b", method: "POST").Build();

        Assert.Equal(1, Passed(Options with { AllowWrites = false }, incident).Judge().Receipt!.Exchanges.LeftOut);
    }

    [Fact]
    public void Each_rule_is_named_with_what_it_ignored()
    {
        ReplayObservations observed = Passed(Ignoring) with { Noise = [new("json: $.id", "replay.yaml:2", 3, 0), new("json: $.at", null, 0, 0)] };

        Receipt receipt = observed.Judge().Receipt!;

        Assert.Equal([("json: $.id", 3L), ("json: $.at", 0L)], receipt.Ignored.Select(rule => (rule.Rule, rule.Values)));
        Assert.EndsWith("3 values ignored by 1 rule", receipt.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_options_and_the_incident_have_a_hash_each()
    {
        Receipt plain = Passed().Judge().Receipt!;
        Receipt ignoring = Passed(Ignoring).Judge().Receipt!;
        Receipt seeded = Passed(Options with { Seed = 7 }).Judge().Receipt!;

        Assert.NotEqual(plain.Rules, ignoring.Rules);
        Assert.Equal(plain.Rules, seeded.Rules);
        Assert.NotEqual(plain.Options, seeded.Options);
    }

    [Fact]
    public async Task The_hash_of_an_incident_is_that_of_its_logs_wherever_the_folder_is()
    {
        using var folder = new TestFolder();
        using var copy = new TestFolder();
        await using (var writer = IncidentWriter.Open(folder.Path))
        {
            await writer.Inbound.AppendAsync(new IncidentEvent { Type = IncidentEventType.InboundRequest, Timestamp = new(1), Method = "GET", Url = "/" });
            await writer.CompleteAsync(new IncidentMetadata());
        }

        File.Copy(folder.File("inbound.log"), copy.File("inbound.log"));
        string original = Passed(incident: IncidentReader.Read(folder.Path)).Judge().Receipt!.Incident;
        string copied = Passed(incident: IncidentReader.Read(copy.Path)).Judge().Receipt!.Incident;
        File.AppendAllText(copy.File("inbound.log"), "\n");
        string changed = Passed(incident: IncidentReader.Read(copy.Path)).Judge().Receipt!.Incident;

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder.File("inbound.log")))), original);
        Assert.Equal(original, copied);
        Assert.NotEqual(original, changed);
    }

    [Fact]
    public void The_receipt_is_in_the_json_byte_for_byte_the_same_each_time()
    {
        string first = Json();

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(first, Json()));

        static string Json() => JsonDocument.Parse(Passed().Judge().ToJson()).RootElement.GetProperty("receipt").GetRawText();
    }

    [Fact]
    public void A_snapshot_is_not_bound_to_the_version_that_made_it()
    {
        Assert.DoesNotContain(Passed().Judge().Receipt!.Engine, Passed().Judge().ToString(), StringComparison.Ordinal);
    }
}
