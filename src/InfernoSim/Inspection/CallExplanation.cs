using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Planning;

namespace InfernoSim.Inspection;

/// <summary>
/// Every recorded call that a dependency call could be answered from, with why it is equal to it or where it differs. Everything is
/// counted from 1.
/// </summary>
internal static class CallExplanation
{
    /// <summary>Explains a call.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="exchange">The exchange that makes the call.</param>
    /// <param name="call">Which of its recorded calls is made.</param>
    /// <param name="url">What it asks for in place of what was recorded; <see langword="null"/> for the same.</param>
    /// <param name="headers">Headers in place of those that were recorded; an empty value leaves the header out.</param>
    /// <returns>Lines of text.</returns>
    /// <exception cref="ReplayConfigurationException">There is no such exchange or call.</exception>
    public static string Of(Incident incident, int exchange, int call, string? url, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var plan = ReplayPlan.Create(incident, new ReplayOptions());
        PlannedExchange asked = plan.Find(exchange - 1)
            ?? throw new ReplayConfigurationException($"There is no exchange {exchange} that is replayed; infernosim inspect lists {incident.Exchanges.Count}.");
        PlannedCall made = call >= 1 && call <= asked.Calls.Length
            ? asked.Calls[call - 1]
            : throw new ReplayConfigurationException($"Exchange {exchange} ({asked.Display}) has no dependency call {call}; it has {asked.Calls.Length}.");
        var probe = new CallProbe(RequestOf(made.Event, url, headers), asked.TraceIds, plan.Noise, plan.Noise?.OfRecorded(made.Event));
        var text = new StringBuilder();
        Line(text, $"exchange {exchange} ({asked.Display}), dependency call {call}: {CallDisplay.Of(probe.Request)}");
        foreach (PlannedCall candidate in asked.Calls)
        {
            Line(text, $"  call {candidate.Index + 1} ({candidate.Display}): {Compare(asked.CallIndex, candidate, probe, asked.TraceIds)}");
        }

        foreach (PlannedCall candidate in plan.UnattributedCalls)
        {
            Line(text, $"  call {candidate.Index + 1} of no exchange ({candidate.Display}): {Compare(plan.UnattributedIndex, candidate, probe, OwnIds.None)}");
        }

        int first = asked.CallIndex.FirstEqual(probe);
        Line(text, first >= 0
            ? $"It is answered from the first of the equal calls that is not answered yet: call {first + 1}{More(asked, probe)}."
            : $"No call of this exchange equals it: it is {(plan.UnattributedIndex.Contains(probe) ? "answered from the calls of no exchange" : "refused with 502 and reported")}.");
        return text.ToString();
    }

    private static string More(PlannedExchange exchange, CallProbe probe) =>
        exchange.Calls.Count(call => exchange.CallIndex.IsEqual(call, probe)) is > 1 and var count ? $", then the other {count - 1}" : "";

    private static string Compare(CallIndex index, PlannedCall candidate, CallProbe probe, OwnIds ids)
    {
        if (index.IsEqual(candidate, probe))
        {
            return candidate.WhyUnanswerable is { } why ? $"equal, but cannot be answered: {why}" : $"equal, answered {candidate.Event.Status}";
        }

        CallHeaderResult headers = index.CompareHeaders(candidate.Index, probe);
        CallDifference difference = CallDifference.Nearest(
            probe.Compared, [probe.AsCompared(candidate.Event, ids)], new TraceNoise(ids, probe.Ids), _ => (headers.Difference, headers.Differences))!;
        return difference.Location == "call" ? "differs in its body, which was recorded in part" : $"differs at {difference.Location}: expected {difference.Expected}, got {difference.Got}";
    }

    private static DependencyRequest RequestOf(IncidentEvent call, string? url, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        RecordedTarget target = RecordedTarget.Of(url is null ? call : call with { Url = url });
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> kept = call.Headers.Where(field => !headers.Any(header => header.Key.Equals(field.Key, StringComparison.OrdinalIgnoreCase)));
        IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> given = headers
            .Where(header => header.Value.Length > 0)
            .Select(header => new KeyValuePair<string, IReadOnlyList<string>>(header.Key, [header.Value]));
        return new DependencyRequest
        {
            Method = call.Method ?? "GET",
            Scheme = target.Scheme,
            Authority = target.Authority,
            PathAndQuery = target.PathAndQuery,
            Headers = new HeaderMap(kept.Concat(given)),
            Body = call.Body.GetBytes(),
        };
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
