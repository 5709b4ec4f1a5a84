using System.Text;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.ResourceIds;

namespace InfernoSim.Planning;

/// <summary>
/// Requests of one worker that are equal byte for byte and were in flight at once, and got different answers: a double
/// click, of which either may win. Nothing in the requests says which answer is whose, so their answers, and the calls made
/// for them, are compared as a set.
/// </summary>
/// <param name="Members">The exchanges, in the order they began.</param>
internal sealed record EqualRequests(IReadOnlyList<PlannedExchange> Members)
{
    /// <summary>Finds them.</summary>
    /// <param name="exchanges">The exchanges, in the order that they began.</param>
    /// <param name="chains">What the service makes in them: answers that differ in nothing else are alike.</param>
    public static IReadOnlyList<EqualRequests> Assign(IReadOnlyList<PlannedExchange> exchanges, LiveChains chains)
    {
        var found = new List<EqualRequests>();
        foreach (IGrouping<string, PlannedExchange> equal in exchanges.Where(exchange => exchange.Recorded.Response is not null).GroupBy(TextOf).Where(group => group.Skip(1).Any()))
        {
            foreach (List<PlannedExchange> members in Overlapping(equal).Where(members => AnswersDiffer(members, chains)))
            {
                var race = new EqualRequests(members);
                members.ForEach(member => member.Race = race);
                found.Add(race);
            }
        }

        return found;
    }

    /// <summary>What a summary says of it.</summary>
    public NotTested ToNotTested() => new(
        $"which of {Members.Count} equal requests that overlapped gets which answer ({Members[0].Display}, exchange {string.Join(", ", Members.Select(member => member.Index + 1))}): their answers were compared as a set",
        false);

    // Each overlaps every other: of a stream of visitors to one page, what the last one asks may depend on what the first one was given.
    private static IEnumerable<List<PlannedExchange>> Overlapping(IEnumerable<PlannedExchange> equal)
    {
        List<PlannedExchange> members = [];
        long firstEnd = long.MaxValue;
        foreach (PlannedExchange exchange in equal)
        {
            if (exchange.Start >= firstEnd)
            {
                yield return members;
                (members, firstEnd) = ([], long.MaxValue);
            }

            members.Add(exchange);
            firstEnd = Math.Min(firstEnd, exchange.End);
        }

        yield return members;
    }

    private static bool AnswersDiffer(List<PlannedExchange> members, LiveChains chains) =>
        members.Count > 1 && members.Select(member => (member.Recorded.Response!.Status, AnswerOf(member, chains))).Distinct().Skip(1).Any();

    private static string AnswerOf(PlannedExchange exchange, LiveChains chains)
    {
        IncidentEvent response = exchange.Recorded.Response!;
        LiveChain[] made = [.. chains.MadeIn(exchange.Index).Where(chain => chain.Recorded is not null)];
        if (made.Length == 0 || !response.Body.IsComplete || response.Body.Size > MessageValues.LargestBody)
        {
            return response.Body.Sha256 ?? Convert.ToBase64String(response.Body.GetBytes().Span);
        }

        BodyContent body = BodyContent.Of(exchange.ResponseBody(), response.Headers);
        (LiveChain Chain, string)[] ids = [.. made.Where(chain => chain.Mechanism == ChainMechanism.Id).Select(chain => (chain, ""))];
        ReadOnlyMemory<byte> bytes = new MessageIds(LiveIds.SubjectOf(exchange.Recorded), LiveIds.Of(ids).ToLive).Body(body)
            ?? ContentDecoder.Decode(body.Bytes, body.ContentEncoding, out _);
        return made
            .Where(chain => chain.Mechanism != ChainMechanism.Id)
            .Aggregate(Encoding.Latin1.GetString(bytes.Span), (left, chain) => left.Replace(chain.Recorded!, "", StringComparison.Ordinal));
    }

    // A credential that was taken out is told by its mark: two users who ask the same do not race.
    private static string TextOf(PlannedExchange exchange)
    {
        IEnumerable<string> headers = exchange.Headers.Request.Concat(exchange.Headers.Content)
            .Concat(exchange.Headers.Lacking.Select(name => KeyValuePair.Create(name, exchange.Recorded.Request.Headers.Values(name))))
            .Select(header => $"{header.Key.ToLowerInvariant()}: {string.Join('\n', header.Value)}")
            .Order(StringComparer.Ordinal);
        RecordedBody body = exchange.Recorded.Request.Body;
        return $"{exchange.Method} {exchange.Target}\n{string.Join('\n', headers)}\n{exchange.Headers.Cookie}\n{body.Sha256 ?? Convert.ToBase64String(body.GetBytes().Span)}";
    }
}
