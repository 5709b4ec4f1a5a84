using InfernoSim.Noise;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>The differences of a failed replay that look like values that are new in each.</summary>
/// <param name="Rules">The rules that would ignore them, and only them.</param>
/// <param name="AreAll">Whether nothing else differs.</param>
internal sealed record FreshDifferences(IReadOnlyList<NoiseRule> Rules, bool AreAll)
{
    // More than this nobody pastes; heal writes them.
    private const int MostRules = 8;

    /// <summary>What they look like, the beginning of a sentence in small letters.</summary>
    public string Description => $"{(AreAll ? "all that" : "some of what")} differs looks like values that are new each time";

    /// <summary>There are none.</summary>
    public static FreshDifferences None { get; } = new([], AreAll: false);

    /// <summary>Looks for them.</summary>
    /// <param name="plan">What was replayed.</param>
    /// <param name="outcome">The verdict.</param>
    /// <param name="divergences">What differs.</param>
    public static FreshDifferences Of(ReplayPlan plan, ReplayOutcome outcome, IReadOnlyList<Divergence> divergences)
    {
        // What is new differs from replay to replay: where all had the same, it is the behaviour that differs.
        bool isSameEachTime = outcome == ReplayOutcome.FailDiverged && plan.Options.Runs * plan.Options.Fanout > 1;
        if (isSameEachTime || outcome is not (ReplayOutcome.FailDiverged or ReplayOutcome.FailNonDeterministic))
        {
            return None;
        }

        NoiseRule?[] rules = [.. divergences.Select(divergence => RuleSuggestion.OfFresh(divergence, plan))];
        NoiseRule[] found = [.. rules.OfType<NoiseRule>().DistinctBy(rule => rule.ToString())];
        return new FreshDifferences([.. found.Take(MostRules)], AreAll: found.Length > 0 && found.Length <= MostRules && rules.All(rule => rule is not null));
    }
}
