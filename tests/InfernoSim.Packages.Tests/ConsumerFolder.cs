using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>A copy of the consumers' projects, which takes our packages from the packed feed and from nowhere else.</summary>
/// <param name="packages">The feed.</param>
/// <param name="name">The folder's name.</param>
internal sealed class ConsumerFolder(PackedPackages packages, string name)
{
    public string Path { get; } = System.IO.Path.Combine(packages.Root, name);

    public string File(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>Copies the projects.</summary>
    /// <param name="tests">The test projects that are given the tests of all frameworks.</param>
    public async Task CreateAsync(IEnumerable<string> tests)
    {
        Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "Consumers"), Path);
        foreach (string project in tests)
        {
            // In the project's own folder, since snapshots are kept beside their source file.
            System.IO.File.Copy(File("Checkout.cs"), File($"{project}/Checkout.cs"), overwrite: true);
        }

        await System.IO.File.WriteAllTextAsync(File("nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{packages.Feed}" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>Runs <c>dotnet</c> in the folder.</summary>
    public Task<ProcessResult> DotnetAsync(IEnumerable<string> arguments, params (string, string?)[] environment)
    {
        // A cache of its own: the machine's must not keep our packages. Everything else is taken from the machine's.
        string machineCache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Command.RunAsync(
            Path,
            "dotnet",
            arguments,
            [("NUGET_PACKAGES", System.IO.Path.Combine(packages.Root, "cache")), ("RestoreFallbackFolders", machineCache), ("InfernoSimVersion", packages.Version), ("INFERNOSIM_STATE", File("state")), .. environment]);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            System.IO.File.Copy(file, target);
        }
    }
}
