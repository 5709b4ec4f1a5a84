namespace InfernoSim.Incidents;

/// <summary>What passes a proxy without being seen: the inside of a tunnel, and what follows a switch of protocols.</summary>
internal static class OpaqueTraffic
{
    /// <summary>The host whose traffic could not be recorded, or <see langword="null"/> when an event is whole.</summary>
    /// <param name="incidentEvent">An outbound call, or a response of the service.</param>
    public static string? HostOf(IncidentEvent incidentEvent) => incidentEvent switch
    {
        { Type: IncidentEventType.OutboundCall, Method: "CONNECT" } => incidentEvent.Url ?? incidentEvent.Service ?? "",
        { Type: IncidentEventType.OutboundCall, Status: 101 } => incidentEvent.Service ?? incidentEvent.Url ?? "",
        { Type: IncidentEventType.InboundResponse, Status: 101 } => "the service itself (an upgraded connection)",
        _ => null,
    };

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
