using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Trust.Tests.Bank;
using InfernoSim.Trust.Tests.Service;
using InfernoSim.Verdicts;

namespace InfernoSim.Trust.Tests.Cases;

/// <summary>Makes cases of the bank: one of its makers is replaced.</summary>
internal static class BankCases
{
    private static readonly ReplayOptions Usual = TrustCase.Usual with { Headers = [] };

    /// <summary>A case that fails.</summary>
    public static TrustCase Fails(string name, Func<BankMakers, BankMakers> plant, ExpectedDivergence first) => New(name, plant, ReplayOutcome.FailDiverged, first);

    /// <summary>A case that passes.</summary>
    public static TrustCase Passes(string name, Func<BankMakers, BankMakers> plant) => New(name, plant, ReplayOutcome.PassStrong, null);

    /// <summary>A difference in the body of a response.</summary>
    public static ExpectedDivergence Body(int exchange, string location, string expected, string got) =>
        new(DivergenceKind.ResponseBody, exchange, null, location, expected, got);

    /// <summary>A difference in the status of a response.</summary>
    public static ExpectedDivergence Status(int exchange, string expected, string got) => new(DivergenceKind.ResponseStatus, exchange, null, "", expected, got);

    private static TrustCase New(string name, Func<BankMakers, BankMakers> plant, ReplayOutcome outcome, ExpectedDivergence? first) =>
        new(name, () => new Mutation(), outcome, first)
        {
            Options = Usual,
            Places = BankTraffic.Names,
            Replay = (_, variant) => RecordedBank.ReplayAsync(plant(new BankMakers()), variant.Options),
        };
}
