namespace InfernoSim.Packages.Tests;

/// <summary>Where this repository is checked out.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "InfernoSim.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("These tests run from the repository's own build output: there is no InfernoSim.sln above it.");
    }
}
