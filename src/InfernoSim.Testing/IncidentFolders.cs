using System.IO.Enumeration;
using InfernoSim.Incidents;
using InfernoSim.Testing.Sources;

namespace InfernoSim.Testing;

/// <summary>Where the incidents that a test names are.</summary>
public static class IncidentFolders
{
    private const string SharedName = "replay.yaml";

    /// <summary>
    /// The folders that a path names: itself, or where its last parts have wildcards (<c>*</c>, <c>?</c>), every matching
    /// folder that holds an incident.
    /// </summary>
    /// <param name="path">
    /// A path; a relative one is looked for from the folder of <paramref name="sourceFile"/> first, where that is not on this machine
    /// among what the build copied, then from the output folder.
    /// </param>
    /// <param name="sourceFile">The source file of the test, as the compiler wrote it down.</param>
    /// <returns>Absolute paths in ordinal order. Without a wildcard always one, also when nothing is there; with one, perhaps none.</returns>
    public static IReadOnlyList<string> Resolve(string path, string? sourceFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] candidates = [.. Candidates(path, sourceFile)];
        if (!HasWildcard(path))
        {
            return [candidates.FirstOrDefault(Directory.Exists) ?? candidates[0]];
        }

        foreach (string candidate in candidates)
        {
            string[] found = [.. Match(candidate).Where(NearbyIncidents.IsIncident).Order(StringComparer.Ordinal)];
            if (found.Length > 0)
            {
                return found;
            }
        }

        return [];
    }

    /// <summary>Whether a path names folders by a pattern.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it has <c>*</c> or <c>?</c> in it.</returns>
    public static bool HasWildcard(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.AsSpan().IndexOfAny('*', '?') >= 0;
    }

    /// <summary>The one folder that a path names.</summary>
    /// <exception cref="ReplayConfigurationException">It is a pattern that names none, or several.</exception>
    /// <exception cref="IncidentFormatException">It is relative, and nowhere.</exception>
    internal static string ResolveOne(string path, string? sourceFile)
    {
        IReadOnlyList<string> folders = Resolve(path, sourceFile);
        if (folders.Count != 1)
        {
            throw new ReplayConfigurationException($"'{path}' names {folders.Count} incidents; name one, or take each of those that IncidentFolders.Resolve returns.");
        }

        if (!Directory.Exists(folders[0]) && !Path.IsPathRooted(path))
        {
            (string problem, string remedy) = NearbyIncidents.Explain(folders[0]);
            throw new IncidentFormatException(folders[0], 0, 0, problem, $"{remedy} '{path}' was looked for from {string.Join(" and ", Roots(sourceFile))}.");
        }

        return folders[0];
    }

    /// <summary>A file that a test names, looked for as an incident is.</summary>
    internal static string ResolveFile(string path, string? sourceFile)
    {
        string[] candidates = [.. Candidates(path, sourceFile)];
        return candidates.FirstOrDefault(File.Exists) ?? candidates[0];
    }

    /// <summary>
    /// The <c>replay.yaml</c> for all incidents of a test project: beside the test or above it, up to the folder of the project file; where the
    /// sources are not on this machine, in the output folder.
    /// </summary>
    /// <param name="sourceFile">The source file of the test.</param>
    /// <returns>An absolute path; <see langword="null"/> when there is none.</returns>
    internal static string? SharedFile(string? sourceFile)
    {
        string root = SourceDirectory(sourceFile);
        return ProjectFolders(root).Append(AppContext.BaseDirectory)
            .Where(folder => !NearbyIncidents.IsIncident(folder))
            .Select(folder => Path.Combine(folder, SharedName))
            .FirstOrDefault(File.Exists);
    }

    // From the test's folder up to that of the project file; where there is no project above, the test's folder alone.
    private static List<string> ProjectFolders(string root)
    {
        var folders = new List<string>();
        for (DirectoryInfo? folder = new(root); folder is { Exists: true }; folder = folder.Parent)
        {
            folders.Add(folder.FullName);
            if (folder.EnumerateFiles("*.*proj").Any())
            {
                return folders;
            }
        }

        return [root];
    }

    internal static string SourceDirectory(string? sourceFile) => SourceFolders.Find(sourceFile) ?? AppContext.BaseDirectory;

    /// <summary>Where relative paths are looked for, in this order.</summary>
    internal static IEnumerable<string> Roots(string? sourceFile) => Candidates("", sourceFile);

    /// <summary>What a path may mean, in the order in which it is looked for.</summary>
    private static IEnumerable<string> Candidates(string path, string? sourceFile)
    {
        if (SourceFolders.Find(sourceFile) is { } folder)
        {
            yield return Path.GetFullPath(path, folder);
        }
        else if (SourceFolders.FindCopy(path, sourceFile) is { } copy)
        {
            yield return copy;
        }

        yield return Path.GetFullPath(path, AppContext.BaseDirectory);
    }

    private static IEnumerable<string> Match(string pattern)
    {
        string root = Path.GetPathRoot(pattern)!;
        IEnumerable<string> folders = [root];
        foreach (string part in pattern[root.Length..].Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Where(part => part.Length > 0))
        {
            folders = HasWildcard(part)
                ? folders.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Where(folder => FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(folder)))
                : folders.Select(folder => Path.Combine(folder, part));
        }

        return folders.Where(Directory.Exists);
    }
}
