namespace InfernoSim.Incidents;

/// <summary>What is where no incident is: the folder that is not there, and the incidents beside it, of which one may be meant.</summary>
internal static class NearbyIncidents
{
    private const int MostNamed = 5;

    // An incident stands beside others, or one level below: incidents/checkout, incidents/2026-11/checkout.
    private const int Depth = 2;

    // A folder as large as a home directory is not searched through.
    private const int MostFolders = 500;

    /// <summary>Why a path is not that of an incident, and what to do.</summary>
    /// <param name="path">A path at which there is no <c>inbound.log</c>.</param>
    public static (string Problem, string Remedy) Explain(string path)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(folder))
        {
            return ($"There is no {IncidentFiles.Inbound} in this folder.", Remedy(Below(folder), folder, "In it are the incidents"));
        }

        string root = NearestFolder(folder);
        return File.Exists(folder)
            ? ("This is a file, and an incident is a folder.", IncidentFiles.All.Contains(Path.GetFileName(folder)) ? $"Name its folder: {root}" : Remedy(Below(root), root, "Beside it are the incidents"))
            : (Missing(folder, root), Remedy(Below(root), root, $"In {root} are the incidents", Path.GetRelativePath(root, folder)));
    }

    /// <summary>Whether a folder is one.</summary>
    public static bool IsIncident(string folder) => IncidentFiles.All.Any(name => File.Exists(Path.Combine(folder, name)));

    private static string Missing(string folder, string root) => Path.GetDirectoryName(folder) == root
        ? "There is no such folder."
        : $"There is no such folder: the path ends at {root}.";

    private static string Remedy(IReadOnlyList<string> incidents, string root, string where, string wanted = "")
    {
        if (incidents.Count == 0)
        {
            return "Name the folder of a recording, or record one there.";
        }

        string[] names = [.. incidents.Select(incident => Path.GetRelativePath(root, incident))];
        string more = names.Length > MostNamed ? $" and {names.Length - MostNamed} more" : "";
        string nearest = wanted.Length > 0 && names.Length > 1 ? $" Did you mean {NearestName.Of(wanted, names)}?" : "";
        return $"{(names.Length == 1 ? where.Replace("are the incidents", "is the incident", StringComparison.Ordinal) : where)} {string.Join(", ", names.Take(MostNamed))}{more}.{nearest}";
    }

    private static string NearestFolder(string path)
    {
        string? at = Path.GetDirectoryName(path);
        while (at is not null && !Directory.Exists(at))
        {
            at = Path.GetDirectoryName(at);
        }

        return at ?? path;
    }

    private static IReadOnlyList<string> Below(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Depth - 1, IgnoreInaccessible = true };
        try
        {
            return [.. Directory.EnumerateDirectories(root, "*", options).Take(MostFolders).Where(IsIncident).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be looked through has nothing to offer.
            return [];
        }
    }
}
