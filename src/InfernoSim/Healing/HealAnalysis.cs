using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Healing;

/// <summary>
/// Learns from replays of an unchanged service which values are noise. A rule is proposed only for values that differ
/// from replay to replay and are all of one kind that means nothing; whatever else is not as recorded is refused and named.
/// </summary>
internal sealed class HealAnalysis
{
    // A rule may bring others to light: an array shows as a set once the ids of its elements are ignored.
    private const int MostRounds = 10;

    private readonly IReadOnlyList<HealMessage> _messages;
    private readonly ProtectedNames _names;

    private HealAnalysis(IReadOnlyList<HealMessage> messages, ProtectedNames names)
    {
        _messages = messages;
        _names = names;
    }

    /// <summary>Learns.</summary>
    /// <param name="messages">What was recorded and what came.</param>
    /// <param name="existing">The rules there are.</param>
    /// <param name="names">Names that are never proposed.</param>
    public static HealResult Of(IReadOnlyList<HealMessage> messages, IReadOnlyList<NoiseRule> existing, ProtectedNames names) =>
        new HealAnalysis(messages, names).Learn(existing);

    private HealResult Learn(IReadOnlyList<NoiseRule> existing)
    {
        List<Proposal> proposals = [];
        List<Difference> differences = Look(existing);
        for (int round = 0; round < MostRounds; round++)
        {
            List<Proposal> fresh = [.. Propose(differences, [.. proposals.Select(proposal => proposal.Rule)]).Where(proposal => proposals.TrueForAll(known => known.Rule != proposal.Rule))];
            if (fresh.Count == 0)
            {
                break;
            }

            proposals.AddRange(fresh);
            differences = Look([.. existing, .. proposals.Select(proposal => proposal.Rule)]);
        }

        return Withdraw(proposals, differences, existing);
    }

    private List<Difference> Look(IReadOnlyList<NoiseRule> rules)
    {
        CompiledNoise[] compiled = [.. rules.Select((rule, index) => CompiledNoise.Of(index, rule))];
        return [.. _messages.SelectMany(message => MessageDifferences.Of(message, compiled, _names))];
    }

    private IEnumerable<Proposal> Propose(IReadOnlyList<Difference> differences, IReadOnlyList<NoiseRule> tried)
    {
        var targets = new List<(Difference Difference, string Target)>();
        foreach (IGrouping<HealMessage, Difference> message in differences.GroupBy(difference => difference.Message))
        {
            foreach (IGrouping<(NoiseKind Rule, string General), Difference> alike in message.GroupBy(difference => (difference.Rule, difference.General)))
            {
                Difference[] noise = [.. alike.Where(difference => difference.Volatility.Kind is not null)];
                bool areAlike = noise.Length == Places(message.Key, noise) && noise.Length > 1 && noise.Select(difference => difference.Volatility.Kind).Distinct().Count() == 1;
                targets.AddRange(noise.Select(difference => (difference, areAlike ? difference.General : difference.Exact)));
            }
        }

        return targets
            .GroupBy(target => (target.Difference.Rule, target.Target, Dependency: target.Difference.Message.Dependency?.ToString(), target.Difference.Message.Method))
            .SelectMany(group => RouteGeneralization.Of([.. group.Select(target => target.Difference)], _messages)
                .SelectMany(route => RulesOf(group.Key.Rule, group.Key.Target, route.Route, route.Differences, tried).Select(rule => ToProposal(rule, route.Differences))));
    }

    // In how many places of the recorded message the path finds something.
    private static int Places(HealMessage message, Difference[] noise)
    {
        if (noise.Length == 0 || noise[0].Position.Part != ComparedPart.Json)
        {
            return noise.Length;
        }

        using DecodedBody body = DecodedBody.Read(message.RecordedContent);
        var found = new HashSet<int>();
        if (body.Json is { } json)
        {
            JsonPath.Parse(noise[0].General).Find(json, found);
        }

        return found.Count;
    }

    // The part of a value that is new, by its form; all of it only where nothing narrower fits, or was tried and did not.
    private static NoiseRule[] RulesOf(NoiseKind kind, string target, RoutePattern route, IReadOnlyList<Difference> differences, IReadOnlyList<NoiseRule> tried)
    {
        NoiseRule whole = NoiseRule.Of(kind, target, differences[0].Message.Dependency, route);
        if (kind is not (NoiseKind.Header or NoiseKind.Query or NoiseKind.Json))
        {
            return [whole];
        }

        NoiseRule[] parts = [.. ExpressionsOf(differences).Select(only => NoiseRule.Of(kind, target, differences[0].Message.Dependency, route, only: only))];
        return parts.Length == 0 || parts.Any(tried.Contains) ? [whole] : parts;
    }

    private static IEnumerable<string> ExpressionsOf(IReadOnlyList<Difference> differences)
    {
        if (DifferenceForms.TemplateOf(differences) is { } common)
        {
            return common.AsExpressions();
        }

        FreshTemplate?[] each = [.. differences.Select(difference => DifferenceForms.TemplateOf([difference]))];
        return each.Any(template => template is null) ? [] : each.SelectMany(template => template!.AsExpressions()).Distinct();
    }

    private static Proposal ToProposal(NoiseRule rule, IReadOnlyList<Difference> differences) => new(
        rule,
        differences[0].Volatility.Kind!,
        differences.Sum(difference => difference.Seen.Count),
        [.. differences.SelectMany(difference => difference.Seen).Select(seen => Difference.Show(seen.Value)).Distinct().Take(2)],
        differences);

    // A rule would also hide what is refused at the same place of another message on its route.
    private static HealResult Withdraw(List<Proposal> proposals, List<Difference> differences, IReadOnlyList<NoiseRule> existing)
    {
        List<RefusedDifference> refusals = [];
        foreach (Difference refused in differences.Where(difference => difference.Volatility.Kind is null))
        {
            refusals.Add(new RefusedDifference(refused.Message.Title, refused.Place, refused.Volatility.Reason!, refused.Values));
            foreach (Proposal hiding in proposals.Where(proposal => Hides(proposal.Rule, refused) && !existing.Contains(proposal.Rule)).ToArray())
            {
                proposals.Remove(hiding);
                refusals.Add(new RefusedDifference(refused.Message.Title, refused.Place, $"values of the same place are of the kind {hiding.Kind} in other messages of this route, but not here", refused.Values));
            }
        }

        return new HealResult(proposals, refusals);
    }

    private static bool Hides(NoiseRule rule, Difference difference) =>
        rule.Kind == difference.Rule && (rule.Target == difference.Exact || rule.Target == difference.General) && difference.Exact.Length > 0 && difference.Message.IsSubjectTo(rule);
}
