using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Verdicts;

namespace InfernoSim.Healing;

/// <summary>What a replay that nothing was learnt from says of the rules.</summary>
/// <param name="Result">What is still proposed, and what is not, each with the reason.</param>
/// <param name="Withdrawn">How many rules are no longer proposed.</param>
internal sealed record HealProof(HealResult Result, int Withdrawn)
{
    /// <summary>Looks at the replay.</summary>
    /// <param name="learnt">What was learnt.</param>
    /// <param name="judged">The verdict with the rules.</param>
    /// <param name="plan">What was replayed.</param>
    /// <param name="existing">How many rules there were before those that were learnt.</param>
    public static HealProof Of(HealResult learnt, ReplaySummary judged, ReplayPlan plan, int existing)
    {
        Divergence[] left = [.. judged.Divergences];
        var proven = new List<Proposal>();
        var refusals = new List<RefusedDifference>();
        foreach ((int index, Proposal proposal) in learnt.Proposals.Index())
        {
            Divergence? differing = Array.Find(left, divergence => proposal.Differences.Any(difference => difference.IsAt(divergence) && !IsExplained(difference, learnt)));
            if (differing is null && judged.Noise[existing + index].Ignored > 0)
            {
                proven.Add(proposal);
                continue;
            }

            Difference difference = proposal.Differences[0];
            string why = differing is null ? "it applied to nothing in a further replay" : $"a further replay with it still differs: {DivergenceText.WithoutPlace(differing)}";
            refusals.Add(new RefusedDifference(difference.Message.Title, difference.Place, $"the rule '{proposal.Rule}' was tried, and {why}{Advice(differing, plan)}", difference.Values));
        }

        if (refusals.Count > 0)
        {
            return new HealProof(learnt with { Proposals = proven, Refusals = [.. learnt.Refusals, .. refusals] }, refusals.Count);
        }

        return new HealProof(learnt with { Refusals = [.. learnt.Refusals, .. Unlearnt(learnt, left, plan)] }, 0);
    }

    // Where in a text a difference is is not known so exactly that it could be told from one that was refused.
    private static bool IsExplained(Difference difference, HealResult learnt) =>
        difference.Position.Part == ComparedPart.Text && learnt.Refusals.Any(refusal => refusal.Message == difference.Message.Title);

    // What came up only now: neither ignored nor refused before.
    private static IEnumerable<RefusedDifference> Unlearnt(HealResult learnt, Divergence[] left, ReplayPlan plan)
    {
        foreach (Divergence divergence in left)
        {
            string place = divergence.Exchange < 0 ? "outside any exchange" : $"exchange {divergence.Exchange + 1} ({divergence.Request})";
            if (!learnt.Refusals.Any(refusal => refusal.Message.StartsWith(place, StringComparison.Ordinal)))
            {
                yield return new RefusedDifference(place, DivergenceText.WithoutPlace(divergence), $"a further replay with the rules differs there{Advice(divergence, plan)}", "");
            }
        }
    }

    private static string Advice(Divergence? divergence, ReplayPlan plan) => divergence is not null && RuleSuggestion.OfAny(divergence, plan) is { } rule
        ? $"; if it has no meaning, write '{rule}'"
        : divergence is null ? "" : "; no rule is for that place alone";
}
