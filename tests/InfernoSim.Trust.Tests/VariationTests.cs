using InfernoSim.Trust.Tests.Bank;
using InfernoSim.Trust.Tests.Cases;
using InfernoSim.Trust.Tests.Desk;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Trading;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests;

/// <summary>No harmless variation is taken for a regression.</summary>
public class VariationTests(RecordedShop shop) : IClassFixture<RecordedShop>
{
    public static TheoryData<string> Variations => [.. TrustCases.Harmless.Select(variation => variation.Name)];

    [Theory]
    [MemberData(nameof(Variations))]
    public async Task A_harmless_variation_passes(string name)
    {
        TrustCase variation = TrustCases.Harmless.Single(one => one.Name == name);

        ReplaySummary summary = await variation.Replay(shop, variation);

        Assert.True(summary.Outcome == variation.Outcome, summary.ToText());
        Assert.True(summary.Passed, summary.ToText());
        Assert.Empty(summary.Divergences);
    }

    [Fact]
    public void A_pass_is_weak_only_where_the_recording_has_lost_something()
    {
        IEnumerable<string> weak = TrustCases.Harmless.Where(variation => variation.Outcome != ReplayOutcome.PassStrong).Select(variation => variation.Name);

        Assert.Equal(LostRecordings.Harmless.Select(lost => lost.Name), weak);
    }

    [Fact]
    public async Task The_incident_of_the_bank_holds_the_requests_that_its_cases_name()
    {
        IReadOnlyList<string> recorded = await RecordedBank.NamesAsync();

        Assert.Equal(BankTraffic.Names.Count, recorded.Count);
        Assert.All(BankTraffic.Names.Zip(recorded), pair => Assert.StartsWith(pair.First.Split(" (")[0], pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_incident_of_the_desk_holds_the_requests_that_its_cases_name() =>
        Assert.Equal(DeskTraffic.Names.Select(name => name.Split(" (")[0]), await RecordedDesk.NamesAsync());

    [Fact]
    public async Task The_incident_of_the_broker_holds_the_requests_that_its_cases_name()
    {
        IReadOnlyList<string> recorded = await RecordedTrading.NamesAsync();

        Assert.Equal(TradingTraffic.Names.Count, recorded.Count);
        Assert.All(TradingTraffic.Names.Zip(recorded), pair => Assert.StartsWith(pair.First.Split(" (")[0], pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void The_incident_holds_the_requests_that_cases_and_table_name()
    {
        Assert.Equal(Traffic.Names, shop.Incident.Exchanges.Select(exchange => $"{exchange.Request.Method} {exchange.Request.Url!.Split('?')[0]}"));
        Assert.Empty(shop.Incident.UnattributedCalls);
    }
}

/// <summary>A service in which nothing has changed is told from itself by nothing, however often. A class of its own, so that it does not wait for the variations.</summary>
public class UnchangedServiceTests(RecordedShop shop) : IClassFixture<RecordedShop>
{
    [Fact]
    public async Task The_unchanged_service_passes_twenty_times_with_one_fingerprint()
    {
        TrustCase unchanged = TrustCases.Harmless[0];
        var fingerprints = new HashSet<string?>();
        for (int i = 0; i < 20; i++)
        {
            ReplaySummary summary = await unchanged.Replay(shop, unchanged);

            Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
            fingerprints.Add(summary.Fingerprint);
        }

        Assert.NotNull(Assert.Single(fingerprints));
    }
}
