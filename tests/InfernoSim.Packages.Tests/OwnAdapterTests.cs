using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>What an adapter needs is public: anybody can write one for another test framework.</summary>
public sealed class OwnAdapterTests(OwnAdapter adapter) : IClassFixture<OwnAdapter>
{
    [LongFact]
    public async Task It_finds_the_tests()
    {
        ProcessResult listed = await adapter.RunAsync(["--list-tests", "--no-ansi"]);

        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("Shop.Tests.Checkout.Survives_the_november_incident", listed.Out, StringComparison.Ordinal);
        Assert.Contains("Shop.Tests.AChangedCall.Is_noticed", listed.Out, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task It_is_green_on_the_service_that_was_recorded_and_runs_the_body()
    {
        ProcessResult accepted = await adapter.RunTestsAsync(["Checkout.Survives_the_november_incident"], ("INFERNOSIM_ACCEPT", "1"));

        Assert.True(accepted.ExitCode == 0, accepted.Out + accepted.Error);
        Assert.Contains("succeeded: 1", accepted.Out, StringComparison.Ordinal);
        Assert.Contains("PASS_STRONG", accepted.Out, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task It_is_red_on_each_broken_service_at_the_first_divergence()
    {
        ProcessResult broken = await adapter.RunTestsAsync([.. ConsumerTests.Defects.Select(defect => $"{defect[0]}.Is_noticed")]);

        Assert.Equal(2, broken.ExitCode);
        Assert.Contains($"failed: {ConsumerTests.Defects.Count}", broken.Out, StringComparison.Ordinal);
        foreach (object[] defect in ConsumerTests.Defects)
        {
            string said = Assert.Single(broken.Out.Split("\nfailed Shop.Tests."), said => said.StartsWith($"{defect[0]}.Is_noticed", StringComparison.Ordinal));
            Assert.Contains((string)defect[1], said, StringComparison.Ordinal);
            Assert.Contains((string)defect[2], said, StringComparison.Ordinal);
        }
    }
}
