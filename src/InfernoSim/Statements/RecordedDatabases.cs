using InfernoSim.Incidents;

namespace InfernoSim.Statements;

/// <summary>The databases of an incident, and where their statements can be answered.</summary>
internal static class RecordedDatabases
{
    /// <summary>PostgreSQL, which is recorded and answered on the wire. Every other database is so inside the process of the service.</summary>
    public const string OnTheWire = "postgresql";

    /// <summary>Whether there are connections to a PostgreSQL server, recorded on the wire, for which something has to stand.</summary>
    /// <param name="incident">The incident.</param>
    public static bool AreOnTheWire(Incident incident) => incident.SqlConnections.Count > 0 || SystemsOf(incident).Contains(OnTheWire);

    /// <summary>Whether statements were recorded inside the process of the service, where alone they can be answered.</summary>
    /// <param name="incident">The incident.</param>
    public static bool AreInProcess(Incident incident) => SystemsOf(incident).Any(system => system is not (null or OnTheWire));

    /// <summary>Refuses an incident whose statements nothing would answer.</summary>
    /// <param name="incident">The incident.</param>
    /// <exception cref="ReplayConfigurationException">They were recorded inside the process of the service, and it runs in another.</exception>
    public static void ThrowIfInProcess(Incident incident)
    {
        if (AreInProcess(incident))
        {
            throw new ReplayConfigurationException(
                $"The statements in {Path.Combine(incident.Folder, IncidentFiles.Sql)} were recorded inside the process of the service, and can be answered only there: "
                + "replay the incident in a test that hosts the service in its own process ([ServiceUnderTest], InProcessHost).");
        }
    }

    private static IEnumerable<string?> SystemsOf(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Where(call => call.Type == IncidentEventType.SqlStatement)
        .Select(call => SqlDisplay.SystemOf(call.Body.GetBytes()));
}
