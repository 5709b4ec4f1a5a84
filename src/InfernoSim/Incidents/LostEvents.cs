namespace InfernoSim.Incidents;

/// <summary>How many events could not be written to the logs of an incident.</summary>
/// <param name="Inbound">To <c>inbound.log</c>.</param>
/// <param name="Outbound">To <c>outbound.log</c>.</param>
/// <param name="Sql">To <c>sql.log</c>.</param>
internal readonly record struct LostEvents(long Inbound, long Outbound, long Sql);
