using InfernoSim.Trust.Tests.Bank;
using InfernoSim.Trust.Tests.Cases;
using InfernoSim.Trust.Tests.Desk;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Trust.Tests.Trading;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests;

/// <summary>Every planted regression is found, and named where it is. A class for each group: most of their time they wait, and so do it side by side.</summary>
/// <param name="shop">What most of them are replayed from.</param>
public abstract class RegressionTests(RecordedShop shop)
{
    internal static TheoryData<string> NamesOf(IEnumerable<TrustCase> regressions) => [.. regressions.Select(planted => planted.Name)];

    protected async Task AssertFoundAsync(string name)
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

public sealed class AnswerRegressionTests(RecordedShop shop) : RegressionTests(shop), IClassFixture<RecordedShop>
{
    public static TheoryData<string> Regressions => NamesOf(TrustCases.OfAnswers);

    [Theory]
    [MemberData(nameof(Regressions))]
    public Task A_regression_fails_with_its_outcome_at_its_place(string name) => AssertFoundAsync(name);
}

public sealed class CallRegressionTests(RecordedShop shop) : RegressionTests(shop), IClassFixture<RecordedShop>
{
    public static TheoryData<string> Regressions => NamesOf(TrustCases.OfCalls);

    [Theory]
    [MemberData(nameof(Regressions))]
    public Task A_regression_fails_with_its_outcome_at_its_place(string name) => AssertFoundAsync(name);
}

public sealed class MeaningRegressionTests(RecordedShop shop) : RegressionTests(shop), IClassFixture<RecordedShop>
{
    public static TheoryData<string> Regressions => NamesOf(TrustCases.OfMeaning);

    [Theory]
    [MemberData(nameof(Regressions))]
    public Task A_regression_fails_with_its_outcome_at_its_place(string name) => AssertFoundAsync(name);
}

public sealed class BehaviourRegressionTests(RecordedShop shop) : RegressionTests(shop), IClassFixture<RecordedShop>
{
    public static TheoryData<string> Regressions => NamesOf(TrustCases.OfBehaviour);

    [Theory]
    [MemberData(nameof(Regressions))]
    public Task A_regression_fails_with_its_outcome_at_its_place(string name) => AssertFoundAsync(name);
}

public sealed class ValueRegressionTests(RecordedShop shop) : RegressionTests(shop), IClassFixture<RecordedShop>
{
    public static TheoryData<string> Regressions => NamesOf(TrustCases.OfValues);

    [Theory]
    [MemberData(nameof(Regressions))]
    public Task A_regression_fails_with_its_outcome_at_its_place(string name) => AssertFoundAsync(name);
}

public sealed class RecordingRegressionTests(RecordedShop shop) : RegressionTests(shop), IClassFixture<RecordedShop>
{
    public static TheoryData<string> Regressions => NamesOf(TrustCases.OfRecordings);

    [Theory]
    [MemberData(nameof(Regressions))]
    public Task A_regression_fails_with_its_outcome_at_its_place(string name) => AssertFoundAsync(name);
}
