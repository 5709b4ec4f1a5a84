namespace InfernoSim.Incidents;

/// <summary>
/// What passes a proxy without being seen: the inside of a tunnel, what follows a switch of protocols, and what a connection to a database does that is no
/// statement with an answer.
/// </summary>
internal static class OpaqueTraffic
{
    private const string NotRecorded = "not_recorded: ";

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
        { Type: IncidentEventType.OutboundCall, Method: "CONNECT" } => incidentEvent.Url ?? incidentEvent.Service ?? "",
        { Type: IncidentEventType.OutboundCall, Status: 101 } => incidentEvent.Service ?? incidentEvent.Url ?? "",
        { Type: IncidentEventType.InboundResponse, Status: 101 } => "the service itself (an upgraded connection)",
        _ => null,
    };

    /// <summary>The tunnels of an incident, as <c>host:port</c>: those that failed, and those that nobody looked into.</summary>
    /// <param name="incident">The incident.</param>
    public static IReadOnlySet<string> TunnelsIn(Incident incident) => incident.Exchanges.SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Where(call => call.Method == "CONNECT")
        .Select(HostOf)
        .OfType<string>()
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

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
}
