namespace InfernoSim.Testing.Adapters;

/// <summary>One incident of a test. A test with a wildcard has one case for each incident that matches, any other test has one.</summary>
public sealed record IncidentCase
{
    /// <summary>Makes a case again of the values of an earlier one, for frameworks that find and run tests in two processes.</summary>
    /// <param name="path"><see cref="Path"/>.</param>
    /// <param name="name"><see cref="Name"/>.</param>
    /// <param name="fromWildcard"><see cref="FromWildcard"/>.</param>
    public IncidentCase(string path, string name, bool fromWildcard)
    {
        Path = path;
        Name = name;
        FromWildcard = fromWildcard;
    }

    /// <summary>The incident folder: absolute when a wildcard found it, else as the test says it.</summary>
    public string Path { get; }

    /// <summary>What people call it: its folder, and what is above it as far up as the wildcard.</summary>
    public string Name { get; }

    /// <summary>Whether the test may have several cases, so that a case's name and id need the incident's name in them.</summary>
    public bool FromWildcard { get; }

    /// <summary>The traits, categories or properties that a test of this case has in every framework, by which people filter.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Traits => [new("Category", "Incident"), new("Incident", Printable(Name))];

    /// <summary>
    /// The cases of a test. It never fails, for one test that cannot be listed would take its whole class away: what is wrong
    /// with a path is said by the one case that it makes, when that is run.
    /// </summary>
    /// <param name="settings">What the test asks.</param>
    /// <returns>At least one case, in the order of their paths.</returns>
    public static IReadOnlyList<IncidentCase> List(IncidentTestSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string path = settings.Incident;
        try
        {
            if (IncidentFolders.HasWildcard(path) && IncidentFolders.Resolve(path, settings.SourceFile) is { Count: > 0 } folders)
            {
                int depth = DepthBelowWildcard(path);
                return [.. folders.Select(folder => new IncidentCase(folder, LastParts(folder, depth), fromWildcard: true))];
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
        }

        return [new IncidentCase(path, LastParts(path, 1) is { Length: > 0 } name ? name : path, fromWildcard: false)];
    }

    private static int DepthBelowWildcard(string path)
    {
        string[] parts = Parts(path);
        return parts.Length - Array.FindIndex(parts, IncidentFolders.HasWildcard);
    }

    private static string LastParts(string path, int count) => string.Join('/', Parts(path).TakeLast(count));

    // What stands in reports, which are XML, has no control characters.
    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));

    private static string[] Parts(string path) => path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
}
