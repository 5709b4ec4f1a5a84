namespace InfernoSim.TestKit;

/// <summary>The checkout that the tests were built in.</summary>
public static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The path of a file or folder in it.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    public static string File(string path) => Path.GetFullPath(Path.Combine(Root, path));

    /// <summary>The text of a file in it, with line feeds alone.</summary>
    /// <param name="path">Relative to the root, with slashes.</param>
    public static string Read(string path) => System.IO.File.ReadAllText(File(path)).ReplaceLineEndings("\n");

    private static string Find(string folder) => System.IO.File.Exists(Path.Combine(folder, "InfernoSim.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"There is no InfernoSim.sln above {AppContext.BaseDirectory}: these tests run from the build output of the repository."));
}
