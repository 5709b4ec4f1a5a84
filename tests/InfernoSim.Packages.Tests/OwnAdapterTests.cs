using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>What an adapter needs is public: anybody can write one for another test framework.</summary>
[Collection(PackedPackagesGroup.Name)]
public sealed class OwnAdapterTests(OwnAdapter adapter) : IClassFixture<OwnAdapter>
{
    public static TheoryData<string, string, string> Defects => ConsumerTests.Defects;

    [Fact]
    public async Task It_finds_the_tests()
    {
        ProcessResult listed = await adapter.RunAsync(["--list-tests", "--no-ansi"]);

        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("Shop.Tests.Checkout.Survives_the_november_incident", listed.Out, StringComparison.Ordinal);
        Assert.Contains("Shop.Tests.AChangedCall.Is_noticed", listed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_green_on_the_service_that_was_recorded_and_runs_the_body()
    {
        ProcessResult accepted = await adapter.RunTestAsync("Checkout.Survives_the_november_incident", ("INFERNOSIM_ACCEPT", "1"));

        Assert.True(accepted.ExitCode == 0, accepted.Out + accepted.Error);
        Assert.Contains("succeeded: 1", accepted.Out, StringComparison.Ordinal);
        Assert.Contains("PASS_STRONG", accepted.Out, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task It_is_red_on_a_broken_service_at_the_first_divergence(string defect, string outcome, string divergence)
    {
        ProcessResult broken = await adapter.RunTestAsync($"{defect}.Is_noticed");

        Assert.Equal(2, broken.ExitCode);
        Assert.Contains($"failed Shop.Tests.{defect}.Is_noticed", broken.Out, StringComparison.Ordinal);
        Assert.Contains(outcome, broken.Out, StringComparison.Ordinal);
        Assert.Contains(divergence, broken.Out, StringComparison.Ordinal);
    }
}
