using System.Diagnostics.CodeAnalysis;
using InfernoSim.TestKit.Processes;
using InfernoSim.TestKit.Results;

namespace InfernoSim.Packages.Tests;

/// <summary>A solution with a service and a test project of each framework, made from the packed packages and tested twice.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by xUnit.")]
public sealed class Consumers(PackedPackages packages) : IAsyncLifetime
{
    internal static readonly string[] Frameworks = ["Xunit", "XunitV3", "NUnit"];

    /// <summary>The results of the first <c>dotnet test</c>, by framework.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<TestResult>> First { get; private set; } = null!;

    /// <summary>The results of the healthy test when it is run again with <c>INFERNOSIM_ACCEPT=1</c>, by framework.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<TestResult>> Accepted { get; private set; } = null!;

    private string Folder => Path.Combine(packages.Root, "shop");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Copy(Path.Combine(AppContext.BaseDirectory, "Consumers"), Folder);
        foreach (string framework in Frameworks)
        {
            // In the project's own folder, since snapshots are kept beside their source file.
            File.Copy(Path.Combine(Folder, "Checkout.cs"), Path.Combine(Folder, $"Shop.{framework}Tests", "Checkout.cs"), overwrite: true);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{packages.Feed}" />
              </packageSources>
            </configuration>
            """);
        First = await TestAsync("first", []);
        Accepted = await TestAsync("accepted", ["--no-build", "--filter", "FullyQualifiedName~Survives"], ("INFERNOSIM_ACCEPT", "1"));
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<Dictionary<string, IReadOnlyList<TestResult>>> TestAsync(string name, string[] options, params (string, string)[] environment)
    {
        string results = Path.Combine(Folder, name);
        // A cache of its own: the machine's must not keep our packages. Everything else is taken from the machine's.
        string machineCache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        ProcessResult run = await Command.RunAsync(
            Folder,
            "dotnet",
            ["test", "Shop.slnx", "--logger", "trx", "--results-directory", results, .. options],
            [("NUGET_PACKAGES", Path.Combine(packages.Root, "cache")), ("RestoreFallbackFolders", machineCache), ("InfernoSimVersion", packages.Version), ("INFERNOSIM_STATE", Path.Combine(Folder, "state")), .. environment]);
        TestRun[] runs = Directory.Exists(results) ? [.. Directory.EnumerateFiles(results, "*.trx").Select(TestRun.Read)] : [];
        Assert.True(runs.Length == Frameworks.Length, run.Out + run.Error);
        return Frameworks.ToDictionary(framework => framework, framework => runs.Single(run => run.Project == $"Shop.{framework}Tests").Results);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
