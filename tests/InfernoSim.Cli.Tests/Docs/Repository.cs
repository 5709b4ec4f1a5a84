namespace InfernoSim.Cli.Tests.Docs;

/// <summary>The checkout these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "InfernoSim.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"There is no InfernoSim.sln above {AppContext.BaseDirectory}."));
}
