using InfernoSim.Incidents;
using InfernoSim.Observations;

namespace InfernoSim.Planning;

/// <summary>
/// Requests of one worker that are equal byte for byte and were in flight at once, and got different answers: a double
/// click, of which either may win. Nothing in the requests says which answer is whose, so their answers, and the calls made
/// for them, are compared as a set.
/// </summary>
/// <param name="Members">The exchanges, in the order they began.</param>
internal sealed record EqualRequests(IReadOnlyList<PlannedExchange> Members)
{
    /// <summary>Finds them among exchanges, which are in the order that they began.</summary>
    public static IReadOnlyList<EqualRequests> Assign(IReadOnlyList<PlannedExchange> exchanges)
    {
        var found = new List<EqualRequests>();
        foreach (IGrouping<string, PlannedExchange> equal in exchanges.Where(exchange => exchange.Recorded.Response is not null).GroupBy(TextOf).Where(group => group.Skip(1).Any()))
        {
            foreach (List<PlannedExchange> members in Overlapping(equal).Where(AnswersDiffer))
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

    private static IEnumerable<List<PlannedExchange>> Overlapping(IEnumerable<PlannedExchange> equal)
    {
        List<PlannedExchange> members = [];
        long end = long.MinValue;
        foreach (PlannedExchange exchange in equal)
        {
            if (members.Count > 0 && exchange.Start >= end)
            {
                yield return members;
                members = [];
            }

            members.Add(exchange);
            end = members.Count == 1 ? exchange.End : Math.Max(end, exchange.End);
        }

        yield return members;
    }

    private static bool AnswersDiffer(List<PlannedExchange> members) =>
        members.Count > 1 && members.Skip(1).Any(member => member.Recorded.Response!.Status != members[0].Recorded.Response!.Status || HashOf(member) != HashOf(members[0]));

    private static string HashOf(PlannedExchange exchange)
    {
        RecordedBody body = exchange.Recorded.Response!.Body;
        return body.Sha256 ?? Convert.ToBase64String(body.GetBytes().Span);
    }

    private static string TextOf(PlannedExchange exchange)
    {
        IEnumerable<string> headers = exchange.Headers.Request.Concat(exchange.Headers.Content)
            .Select(header => $"{header.Key.ToLowerInvariant()}: {string.Join('\n', header.Value)}")
            .Order(StringComparer.Ordinal);
        RecordedBody body = exchange.Recorded.Request.Body;
        return $"{exchange.Method} {exchange.Target}\n{string.Join('\n', headers)}\n{exchange.Headers.Cookie}\n{body.Sha256 ?? Convert.ToBase64String(body.GetBytes().Span)}";
    }
}
