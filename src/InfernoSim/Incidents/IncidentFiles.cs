namespace InfernoSim.Incidents;

/// <summary>The names of the files of an incident folder.</summary>
internal static class IncidentFiles
{
    public const string Inbound = "inbound.log";
    public const string Outbound = "outbound.log";
    public const string Sql = "sql.log";
    public const string Metadata = "incident.json";

    public static readonly string[] Logs = [Inbound, Outbound, Sql];

    public static readonly string[] All = [.. Logs, Metadata];

    /// <summary>Those that a folder has, or will have when its recording is complete: statements are only in some.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<string> In(string folder) => All.Where(name => name != Sql || File.Exists(Path.Combine(folder, name)));
}
