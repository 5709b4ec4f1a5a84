using InfernoSim.Trust.Tests.Bank;
using InfernoSim.Trust.Tests.Cases;
using InfernoSim.Trust.Tests.Desk;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Trading;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests;

/// <summary>Every planted regression is found, and named where it is.</summary>
public class RegressionTests(RecordedShop shop) : IClassFixture<RecordedShop>
{
    public static TheoryData<string> Regressions => [.. TrustCases.Regressions.Select(planted => planted.Name)];

    [Theory]
    [MemberData(nameof(Regressions))]
    public async Task A_regression_fails_with_its_outcome_at_its_place(string name)
    {
        TrustCase planted = TrustCases.Regressions.Single(one => one.Name == name);

        ReplaySummary summary = await planted.Replay(shop, planted);

        Assert.Equal(Said(planted.Outcome, planted.First), Said(summary.Outcome, FirstOf(summary)));
        Assert.NotEqual(0, summary.ExitCode);
    }

    private ExpectedDivergence? FirstOf(ReplaySummary summary) =>
        summary.FirstDivergence is { } first ? ExpectedDivergence.Of(first, text => RecordedTrading.WithoutPorts(RecordedDesk.WithoutPorts(RecordedBank.WithoutPorts(shop.WithoutPorts(text))))) : null;

    private static string Said(ReplayOutcome outcome, ExpectedDivergence? first) => $"{outcome}\n{first?.ToString() ?? "no divergence"}";
}
