namespace InfernoSim.Testing.Adapters;

/// <summary>One incident of a test.</summary>
/// <param name="Path">The incident folder: absolute when a wildcard found it, else as the test says it.</param>
/// <param name="Name">What people call it: its folder, and what is above it as far up as the wildcard.</param>
/// <param name="FromWildcard">Whether the test may have several.</param>
internal sealed record IncidentCase(string Path, string Name, bool FromWildcard)
{
    /// <summary>
    /// The cases of a test. It never fails, for one test that cannot be listed would take its whole class away: what is wrong
    /// with a path is said by the one case that it makes, when that is run.
    /// </summary>
    public static IReadOnlyList<IncidentCase> List(IncidentTestSettings settings)
    {
        string path = settings.Incident;
        try
        {
            if (IncidentFolders.HasWildcard(path) && IncidentFolders.Resolve(path, settings.SourceFile) is { Count: > 0 } folders)
            {
                int depth = DepthBelowWildcard(path);
                return [.. folders.Select(folder => new IncidentCase(folder, LastParts(folder, depth), FromWildcard: true))];
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
        }

        return [new IncidentCase(path, LastParts(path, 1) is { Length: > 0 } name ? name : path, FromWildcard: false)];
    }

    private static int DepthBelowWildcard(string path)
    {
        string[] parts = Parts(path);
        return parts.Length - Array.FindIndex(parts, IncidentFolders.HasWildcard);
    }

    private static string LastParts(string path, int count) => string.Join('/', Parts(path).TakeLast(count));

    private static string[] Parts(string path) => path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
}
