namespace InfernoSim.Incidents;

/// <summary>The names of the files of an incident folder.</summary>
internal static class IncidentFiles
{
    public const string Inbound = "inbound.log";
    public const string Outbound = "outbound.log";
    public const string Metadata = "incident.json";

    public static readonly string[] All = [Inbound, Outbound, Metadata];
}
