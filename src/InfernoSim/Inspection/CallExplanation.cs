using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Policies;
using InfernoSim.Printing;

namespace InfernoSim.Inspection;

/// <summary>
/// Every recorded call that a dependency call could be answered from, with why it is equal to it or where it differs. As text, everything
/// is counted from 1; as JSON, from 0 as in a summary.
/// </summary>
internal sealed record CallExplanation
{
    /// <summary>The exchange that makes the call.</summary>
    public required int Exchange { get; init; }

    /// <summary>Its request.</summary>
    public required string Request { get; init; }

    /// <summary>Which dependency call of the exchange it is.</summary>
    public required int Call { get; init; }

    /// <summary>Method and URL of the call.</summary>
    public required string CallRequest { get; init; }

    /// <summary>The recorded calls.</summary>
    public required IReadOnlyList<CandidateCall> Candidates { get; init; }

    /// <summary>What becomes of the call.</summary>
    public required string Result { get; init; }

    /// <summary>Explains a call.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="exchange">The exchange that makes the call, from 1.</param>
    /// <param name="call">Which of its recorded calls is made, from 1.</param>
    /// <param name="url">What it asks for in place of what was recorded; <see langword="null"/> for the same.</param>
    /// <param name="headers">Headers in place of those that were recorded; an empty value leaves the header out.</param>
    /// <exception cref="ReplayConfigurationException">There is no such exchange or call.</exception>
    public static CallExplanation Of(Incident incident, int exchange, int call, string? url, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var plan = ReplayPlan.Create(incident, RecordedPrivacy.Apply(new ReplayOptions(), incident, _ => null));
        PlannedExchange asked = plan.Find(exchange - 1)
            ?? throw new ReplayConfigurationException($"There is no exchange {exchange} that is replayed; infernosim inspect lists {incident.Exchanges.Count}.");
        PlannedCall made = call >= 1 && call <= asked.Calls.Length
            ? asked.Calls[call - 1]
            : throw new ReplayConfigurationException($"Exchange {exchange} ({asked.Display}) has no dependency call {call}; it has {asked.Calls.Length}.");
        var probe = new CallProbe(RequestOf(made.Event, url, headers), asked.TraceIds, plan.Noise);
        IReadOnlyList<CandidateCall> candidates = CallCandidates.Of(plan, asked, probe);
        return new CallExplanation
        {
            Exchange = asked.Index,
            Request = asked.Display,
            Call = made.Index,
            CallRequest = CallDisplay.Of(probe.Request),
            Candidates = candidates,
            Result = ResultOf(candidates),
        };
    }

    /// <summary>As text, a line for each candidate.</summary>
    public string ToText()
    {
        PrintedText text = new PrintedText().Line($"exchange {Exchange + 1} ({Request}), dependency call {Call + 1}: {CallRequest}");
        foreach (CandidateCall candidate in Candidates)
        {
            text.Line($"  call {candidate.Call + 1}{(candidate.Exchange < 0 ? " of no exchange" : "")} ({candidate.Request}): {candidate}");
        }

        return text.Line(Result).ToString();
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => InspectionJson.Render(this);

    private static string ResultOf(IReadOnlyList<CandidateCall> candidates)
    {
        CandidateCall[] equal = [.. candidates.Where(candidate => candidate is { IsEqual: true, Exchange: >= 0 })];
        return equal switch
        {
            [var only] => $"It is answered from the first of the equal calls that is not answered yet: call {only.Call + 1}.",
            [var first, ..] => $"It is answered from the first of the equal calls that is not answered yet: call {first.Call + 1}, then the other {equal.Length - 1}.",
            [] => $"No call of this exchange equals it: it is {(candidates.Any(candidate => candidate.IsEqual) ? "answered from the calls of no exchange" : "refused with 502 and reported")}.",
        };
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
}
