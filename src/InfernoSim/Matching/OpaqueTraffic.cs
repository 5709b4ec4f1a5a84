using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// What passes a proxy without being seen: the inside of a tunnel, what follows a switch to a protocol other than WebSocket, and what a connection to a database does that is no
/// statement with an answer.
/// </summary>
internal static class OpaqueTraffic
{
    private const string NotRecorded = "not_recorded: ";

    private static readonly string[] ReachFailures = [GatewayFailure.ConnectionRefused, GatewayFailure.ConnectionReset, GatewayFailure.NameNotResolved, GatewayFailure.Timeout];

    /// <summary>The <c>error</c> of an event that stands for what a connection to a database did and no event holds.</summary>
    /// <param name="what">What, for a person.</param>
    public static string ErrorOf(string what) => NotRecorded + what;

    /// <summary>What could not be recorded of the connections to a database, or <see langword="null"/> when an event is whole.</summary>
    /// <param name="incidentEvent">What belongs to connections.</param>
    /// <returns>For example <c>database shop: LISTEN</c>.</returns>
    public static string? OfDatabase(IncidentEvent incidentEvent) =>
        incidentEvent is { Type: IncidentEventType.SqlConnection, Error: { } error } && error.StartsWith(NotRecorded, StringComparison.Ordinal)
            ? $"database {incidentEvent.Service}: {error[NotRecorded.Length..]}"
            : null;

    /// <summary>What could not be recorded of the connections to databases, in alphabetical order.</summary>
    /// <param name="incident">The incident.</param>
    public static IReadOnlyList<string> OfDatabasesIn(Incident incident) =>
        [.. incident.SqlConnections.Select(OfDatabase).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The host whose traffic could not be recorded, or <see langword="null"/> when an event is whole.</summary>
    /// <param name="incidentEvent">An outbound call, or a response of the service.</param>
    public static string? HostOf(IncidentEvent incidentEvent) => incidentEvent switch
    {
        _ when IsUnreachable(incidentEvent) || RecordedConversation.Is(incidentEvent) => null,
        { Type: IncidentEventType.OutboundCall, Method: "CONNECT" } => incidentEvent.Url ?? incidentEvent.Service ?? "",
        { Type: IncidentEventType.OutboundCall, Status: 101 } => incidentEvent.Service ?? incidentEvent.Url ?? "",
        { Type: IncidentEventType.InboundResponse, Status: 101 } => "the service itself (an upgraded connection)",
        _ => null,
    };

    /// <summary>Whether an event is a tunnel that never came to be, as its end could not be reached: there was nothing in it to see.</summary>
    /// <param name="incidentEvent">The event.</param>
    public static bool IsUnreachable(IncidentEvent incidentEvent) =>
        incidentEvent is { Type: IncidentEventType.OutboundCall, Method: "CONNECT", Status: 0, Error: { } error } && ReachFailures.Any(code => error.StartsWith(code, StringComparison.Ordinal));

    /// <summary>The tunnel that an https call goes through, where nobody looks into it.</summary>
    /// <param name="call">The call.</param>
    /// <returns>What is asked of a proxy; <see langword="null"/> for a call that needs no tunnel.</returns>
    public static DependencyRequest? TunnelOf(DependencyRequest call) => call.Scheme != Uri.UriSchemeHttps || call.Method == "CONNECT" ? null : call with
    {
        Method = "CONNECT",
        Scheme = Uri.UriSchemeHttp,
        Authority = Authority.Of(call.Authority, call.Scheme).ToString(),
        PathAndQuery = "",
        Headers = new HeaderMap(call.Headers.Where(field => field.Key.Equals(TraceContext.InfernoHeader, StringComparison.OrdinalIgnoreCase)
            || field.Key.Equals(TraceContext.TraceParent, StringComparison.OrdinalIgnoreCase)
            || field.Key.Equals(TraceContext.TraceState, StringComparison.OrdinalIgnoreCase))),
        Body = ReadOnlyMemory<byte>.Empty,
    };

    /// <summary>The tunnels of an incident whose end could not be reached, as <c>host:port</c>.</summary>
    /// <param name="incident">The incident.</param>
    public static IReadOnlySet<string> UnreachableIn(Incident incident) => TunnelsIn(incident, IsUnreachable);

    /// <summary>The tunnels of an incident, as <c>host:port</c>: those that failed, and those that nobody looked into.</summary>
    /// <param name="incident">The incident.</param>
    public static IReadOnlySet<string> TunnelsIn(Incident incident) => TunnelsIn(incident, static call => call.Method == "CONNECT");

    /// <summary>Every host of an incident whose traffic could not be recorded, in alphabetical order.</summary>
    /// <param name="incident">The incident.</param>
    public static IReadOnlyList<string> HostsIn(Incident incident) =>
    [
        .. incident.Exchanges.Select(exchange => exchange.Response).OfType<IncidentEvent>()
            .Concat(incident.Exchanges.SelectMany(exchange => exchange.Calls))
            .Concat(incident.UnattributedCalls)
            .Select(HostOf)
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase),
    ];

    private static HashSet<string> TunnelsIn(Incident incident, Func<IncidentEvent, bool> areMeant) => incident.Exchanges.SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Where(areMeant)
        .Select(call => call.Url ?? call.Service)
        .OfType<string>()
        .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
