using InfernoSim.Incidents;
using InfernoSim.Sql.EntityFramework;
using InfernoSim.Statements;

namespace InfernoSim.Sql;

/// <summary>The databases of an incident.</summary>
internal static class RecordedDatabases
{
    /// <summary>Whether statements were recorded inside the process of the service, where alone they can be answered.</summary>
    /// <param name="incident">The incident.</param>
    public static bool AreInProcess(Incident incident) => incident.Exchanges
        .SelectMany(exchange => exchange.Calls)
        .Concat(incident.UnattributedCalls)
        .Any(call => call.Type == IncidentEventType.SqlStatement && SqlDisplay.SystemOf(call.Body.GetBytes()) is not (null or DatabaseName.Postgres));
}
