using System.Reflection;

namespace InfernoSim.Testing.Sources;

/// <summary>
/// Where the folder of a test's source file is on this machine, which may not be the one that compiled it, nor have the sources
/// where the compiler says.
/// </summary>
internal static class SourceFolders
{
    /// <summary>The folder in the output that the build copies incidents and snapshots to. Looked in only where the sources are not.</summary>
    public const string Copies = "InfernoSim.Sources";

    // A folder above the project's, in a place that a copy below the output can have.
    private const string Up = "_up";

    /// <summary>The folder of a source file; <see langword="null"/> when it is not on this machine.</summary>
    /// <param name="sourceFile">The path that the compiler wrote down.</param>
    public static string? Find(string? sourceFile) => Find(sourceFile, TestAssemblies(), AppContext.BaseDirectory);

    /// <summary>Where the build has copied what a path names, seen from a source file that is not on this machine.</summary>
    /// <param name="path">A relative path.</param>
    /// <param name="sourceFile">The path that the compiler wrote down.</param>
    /// <returns>A path below the output folder; <see langword="null"/> when the path is absolute, or the source file of no test project that is known.</returns>
    public static string? FindCopy(string path, string? sourceFile) => FindCopy(path, sourceFile, TestAssemblies(), AppContext.BaseDirectory);

    internal static string? Find(string? sourceFile, IEnumerable<TestSourcesAttribute> projects, string output)
    {
        if (Path.GetDirectoryName(sourceFile) is { Length: > 0 } folder && Directory.Exists(folder))
        {
            return Path.GetFullPath(folder);
        }

        return Known(sourceFile, projects)
            .SelectMany(known => new[] { SourcePath.FolderOf(SourcePath.Normalize(known.Project.ProjectFile)), Path.GetFullPath(known.Project.FromOutput, output) }
                .Where(project => File.Exists(Path.Combine(project, NameOf(known.Project.ProjectFile))))
                .Select(project => Path.GetFullPath(known.Way, project)))
            .FirstOrDefault(Directory.Exists);
    }

    internal static string? FindCopy(string path, string? sourceFile, IEnumerable<TestSourcesAttribute> projects, string output) =>
        Path.IsPathRooted(path) || Known(sourceFile, projects).FirstOrDefault() is not { Project: not null } known
            ? null
            : Path.GetFullPath(Below($"{known.Way}/{SourcePath.Normalize(path)}"), Path.Combine(output, Copies));

    /// <summary>The projects that a source file may be of, with the way from the project's folder to the file's; the nearest first.</summary>
    private static IEnumerable<(TestSourcesAttribute Project, string Way)> Known(string? sourceFile, IEnumerable<TestSourcesAttribute> projects)
    {
        if (string.IsNullOrEmpty(sourceFile))
        {
            return [];
        }

        return
            from project in projects
            let file = SourcePath.Unmap(SourcePath.Normalize(sourceFile), SourcePath.Normalize(project.FileAsCompiled), SourcePath.Normalize(project.File))
            let way = SourcePath.Relative(SourcePath.FolderOf(SourcePath.Normalize(project.ProjectFile)), SourcePath.FolderOf(file))
            where way is not null
            orderby way.Split('/').Count(part => part == ".."), way.Length
            select (project, way);
    }

    private static string Below(string way)
    {
        var parts = new List<string>();
        foreach (string part in way.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != Up)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part == ".." ? Up : part);
            }
        }

        return Path.Combine([.. parts]);
    }

    private static string NameOf(string path) => SourcePath.Normalize(path)[(SourcePath.Normalize(path).LastIndexOf('/') + 1)..];

    private static IEnumerable<TestSourcesAttribute> TestAssemblies()
    {
        string own = typeof(SourceFolders).Assembly.GetName().Name!;
        return AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic && assembly.GetReferencedAssemblies().Any(reference => reference.Name == own))
            .Select(assembly => assembly.GetCustomAttribute<TestSourcesAttribute>())
            .OfType<TestSourcesAttribute>();
    }
}
