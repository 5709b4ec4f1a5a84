using System.Text.Json.Serialization;
using InfernoSim.Incidents;
using InfernoSim.LiveState;
using InfernoSim.Statements;

namespace InfernoSim.Inspection;

/// <summary>What an incident holds, in the order it happened, and the values that are carried forward in it. Everything is counted from 1.</summary>
internal sealed record IncidentInspection
{
    /// <summary>The folder of the incident.</summary>
    public required string Incident { get; init; }

    public required IReadOnlyList<InspectedExchange> Exchanges { get; init; }

    /// <summary>Dependency calls that name no exchange.</summary>
    public required IReadOnlyList<InspectedCall> UnattributedCalls { get; init; }

    public required IReadOnlyList<InspectedChain> Chains { get; init; }

    /// <summary>What the reader noticed.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    internal OptionWording Words { get; init; } = OptionWording.Properties;

    /// <summary>Inspects an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="words">How messages call an option; by its property when omitted.</param>
    public static IncidentInspection Of(Incident incident, OptionWording? words = null)
    {
        long start = incident.Exchanges.Count > 0 ? incident.Exchanges[0].Request.Timestamp.UnixNanoseconds
            : incident.UnattributedCalls.Count > 0 ? incident.UnattributedCalls[0].Timestamp.UnixNanoseconds
            : 0;
        return new IncidentInspection
        {
            Words = words ?? OptionWording.Properties,
            Incident = incident.Folder,
            Exchanges = [.. incident.Exchanges.Select(exchange => InspectedExchange.Of(exchange, start))],
            UnattributedCalls = InspectedCall.Of(incident.UnattributedCalls, start),
            Chains = [.. LiveChains.Find(incident).All.Select(chain => new InspectedChain(
                chain.Index + 1, chain.Mechanism.ToString(), ChainText.Source(chain), ChainText.Value(chain, chain.Recorded), [.. chain.Sinks.Select(ChainText.End)]))],
            Notices = incident.Notices,
        };
    }

    /// <summary>The inspection for a person.</summary>
    public string ToText() => InspectionText.Render(this);

    /// <summary>The inspection for a program: an indented JSON object.</summary>
    public string ToJson() => InspectionJson.Render(this);
}

/// <summary>A request to the service.</summary>
/// <param name="Number">Its place in the incident.</param>
/// <param name="OffsetMilliseconds">When it came, from the first request.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Status">The status of the response; <see langword="null"/> when none was recorded.</param>
/// <param name="Error">Why there is no complete response, or <see langword="null"/>.</param>
/// <param name="DurationMilliseconds">To the end of the response; <see langword="null"/> when none was recorded.</param>
/// <param name="Calls">The dependency calls it caused.</param>
internal sealed record InspectedExchange(
    int Number, double OffsetMilliseconds, string Method, string Target, int? Status, string? Error, double? DurationMilliseconds, IReadOnlyList<InspectedCall> Calls)
{
    /// <summary>What was said over it; <see langword="null"/> for an exchange that became no WebSocket.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InspectedMessages? Messages { get; init; }

    public static InspectedExchange Of(RecordedExchange exchange, long start)
    {
        IncidentEvent request = exchange.Request;
        double? duration = exchange.Response is { } response
            ? Milliseconds(response.Timestamp.UnixNanoseconds - request.Timestamp.UnixNanoseconds)
            : null;
        return new InspectedExchange(
            exchange.Index + 1,
            Milliseconds(request.Timestamp.UnixNanoseconds - start),
            request.Method ?? "GET",
            request.Url ?? "/",
            exchange.Response?.Status,
            exchange.Response?.Error,
            duration,
            InspectedCall.Of(exchange.Calls, request.Timestamp.UnixNanoseconds))
        {
            Messages = InspectedMessages.Of(exchange.Response),
        };
    }

    internal static double Milliseconds(long nanoseconds) => nanoseconds / 1_000_000.0;
}

/// <summary>A dependency call.</summary>
/// <param name="Number">Its place among the calls of its exchange, or among those of none.</param>
/// <param name="OffsetMilliseconds">When it was made, from the request of its exchange; of a call of none, from the first request.</param>
/// <param name="Method">The method.</param>
/// <param name="Url">The URL.</param>
/// <param name="Status">The status; 0 when the call failed.</param>
/// <param name="Error">Why it failed, or <see langword="null"/>.</param>
/// <param name="DurationMilliseconds">To the end of the answer.</param>
/// <param name="Overlaps">The earlier calls that had not been answered when it was made.</param>
internal sealed record InspectedCall(
    int Number, double OffsetMilliseconds, string Method, string Url, int Status, string? Error, double DurationMilliseconds, IReadOnlyList<int> Overlaps)
{
    /// <summary>The database and the text of a statement; <see langword="null"/> for a call over HTTP.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Statement { get; init; }

    /// <summary>What was said over it; <see langword="null"/> for a call that became no WebSocket.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InspectedMessages? Messages { get; init; }

    // Of a burst of calls no more than the last ones before each are looked at.
    private const int MostCompared = 100;

    public static IReadOnlyList<InspectedCall> Of(IReadOnlyList<IncidentEvent> calls, long start) =>
    [
        .. calls.Select((call, index) => new InspectedCall(
            index + 1,
            InspectedExchange.Milliseconds(call.Timestamp.UnixNanoseconds - start),
            call.Method ?? "GET",
            call.Url ?? "",
            call.Status,
            call.Error,
            InspectedExchange.Milliseconds(call.DurationNanoseconds),
            [
                .. Enumerable.Range(Math.Max(0, index - MostCompared), Math.Min(index, MostCompared))
                    .Where(earlier => calls[earlier].Timestamp.UnixNanoseconds + calls[earlier].DurationNanoseconds > call.Timestamp.UnixNanoseconds)
                    .Select(earlier => earlier + 1),
            ])
        {
            Statement = call.Type == IncidentEventType.SqlStatement ? SqlDisplay.Of(call) : null,
            Messages = InspectedMessages.Of(call),
        }),
    ];
}

/// <summary>A value that is carried forward.</summary>
/// <param name="Number">Its place among the chains.</param>
/// <param name="Mechanism"><c>Value</c>, <c>Position</c> or <c>Cookie</c>.</param>
/// <param name="Source">Where the service gives it.</param>
/// <param name="Recorded">The recorded value, a secret masked; <see langword="null"/> where capture redacted it.</param>
/// <param name="Sinks">Where it is carried to.</param>
internal sealed record InspectedChain(int Number, string Mechanism, string Source, string? Recorded, IReadOnlyList<string> Sinks);
