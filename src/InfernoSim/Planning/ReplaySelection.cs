using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;

namespace InfernoSim.Planning;

/// <summary>Which part of an incident can be replayed under the options, and what is left out and why.</summary>
internal sealed record ReplaySelection
{
    private static readonly HashSet<string> SafeMethods = new(["GET", "HEAD", "OPTIONS", "TRACE"], StringComparer.Ordinal);

    public required IReadOnlyList<RecordedExchange> Exchanges { get; init; }

    /// <summary>
    /// Whether every worker is expected to make the calls that name no exchange. Which of them belongs to an exchange that
    /// is left out cannot be known, so where one is, none of them is missed.
    /// </summary>
    public required bool ExpectsUnattributedCalls { get; init; }

    public required IReadOnlyList<NotTested> NotTested { get; init; }

    public static ReplaySelection Of(Incident incident, ReplayOptions options, OptionWording? words = null)
    {
        words ??= OptionWording.Properties;
        var kept = new List<RecordedExchange>();
        var reasons = new Dictionary<string, int>();
        int considered = options.MaxEvents > 0 ? Math.Min(options.MaxEvents, incident.Exchanges.Count) : incident.Exchanges.Count;
        foreach (RecordedExchange exchange in incident.Exchanges.Take(considered))
        {
            if (WhyNot(exchange, options, words) is { } reason)
            {
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
            else
            {
                kept.Add(exchange);
            }
        }

        List<NotTested> notTested = [.. reasons.Select(reason => new NotTested($"{CountOf(reason.Value)} not replayed: {reason.Key}", true))];
        int beyond = incident.Exchanges.Count - considered;
        if (beyond > 0)
        {
            notTested.Add(new NotTested($"{CountOf(beyond)} not replayed: beyond {words.WithValue(nameof(ReplayOptions.MaxEvents), $"{options.MaxEvents}")}", true));
        }

        AddUncompared(kept, notTested);
        bool isWhole = kept.Count == incident.Exchanges.Count;
        if (!isWhole && incident.UnattributedCalls.Count > 0)
        {
            notTested.Add(new NotTested(
                $"{incident.UnattributedCalls.Count} dependency calls that name no exchange may belong to exchanges that were left out: they are answered if they come, and not missed if they do not",
                true));
        }

        return new ReplaySelection { Exchanges = kept, ExpectsUnattributedCalls = isWhole, NotTested = notTested };
    }

    private static string? WhyNot(RecordedExchange exchange, ReplayOptions options, OptionWording words)
    {
        IncidentEvent request = exchange.Request;
        bool mayWrite = !SafeMethods.Contains(request.Method ?? "GET") || exchange.Response?.Status == 101;
        if (!options.AllowWrites && mayWrite)
        {
            return words.Say("{AllowWrites=false} leaves out requests that may change state");
        }

        if (request.Method == "CONNECT" || (exchange.Response is { Status: 101 } upgraded && !RecordedConversation.Is(upgraded)))
        {
            return "tunnels and protocol upgrades other than to WebSocket cannot be replayed";
        }

        if (!PlannedExchange.IsSendable(request))
        {
            return "the method or the target is not valid in HTTP";
        }

        if (request.Body.IsRedacted)
        {
            return "the request body was redacted by capture";
        }

        if (!request.Body.IsComplete)
        {
            return words.Say("the request body was not recorded in full (record with a larger {MaxBody})");
        }

        if (exchange.Response is { Status: 101 } && !RecordedConversation.TryRead(exchange, out _))
        {
            return words.Say("the messages of a WebSocket were not recorded in full (record with a larger {MaxBody})");
        }

        return exchange.Calls.Select((call, index) => new PlannedCall(call, index, exchange.Index)).Any(call => call.WhyUnanswerable is not null)
            ? words.Say("a dependency response was not recorded in full (record with a larger {MaxBody}; tunnels cannot be replayed)")
            : null;
    }

    private static void AddUncompared(List<RecordedExchange> kept, List<NotTested> notTested)
    {
        int givenUp = kept.Count(exchange => exchange.Response is { } response && RecordedResponse.WasGivenUpByClient(response));
        if (givenUp > 0)
        {
            notTested.Add(new NotTested($"the responses of {CountOf(givenUp)}: the client had left before there was any, and so does the replay", false));
        }

        int unanswered = kept.Count(exchange => !RecordedResponse.CanCompare(exchange)) - givenUp;
        if (unanswered > 0)
        {
            notTested.Add(new NotTested($"the responses of {CountOf(unanswered)}: none was recorded, so only the dependency calls that were recorded were compared", true));
        }

        int headless = kept.Count(exchange => RecordedResponse.CanCompare(exchange) && !RecordedResponse.CanCompareHeaders(exchange));
        if (headless > 0)
        {
            notTested.Add(new NotTested($"the response headers of {CountOf(headless)}: the recording, in an old form, does not hold them", true));
        }

        int bodiless = kept.Count(exchange => RecordedResponse.CanCompare(exchange) && !RecordedResponse.CanCompareBody(exchange));
        if (bodiless > 0)
        {
            notTested.Add(new NotTested($"the response bodies of {CountOf(bodiless)}: the recording holds neither bytes nor hash, so only what is there was compared", true));
        }
    }

    private static string CountOf(int count) => count == 1 ? "1 exchange" : $"{count} exchanges";
}
