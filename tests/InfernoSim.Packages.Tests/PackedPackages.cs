using System.IO.Compression;
using System.Reflection;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>The packages of this build, packed once into a folder that a restore can take them from.</summary>
public sealed class PackedPackages : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _root = new();

    /// <summary>The folder of everything that is made here.</summary>
    public string Root => _root.Path;

    /// <summary>The local feed.</summary>
    public string Feed => Path.Combine(Root, "feed");

    /// <summary>The version that all of them have.</summary>
    public string Version => Path.GetFileNameWithoutExtension(PathOf("InfernoSim", "nupkg"))["InfernoSim.".Length..];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        string configuration = typeof(PackedPackages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        ProcessResult packed = await Command.RunAsync(Repository.Root, "dotnet", ["pack", Repository.File("InfernoSim.sln"), "--no-build", "-c", configuration, "-o", Feed]);
        Assert.True(packed.ExitCode == 0, packed.Out + packed.Error);
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    /// <summary>Opens a package.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="extension"><c>nupkg</c>, or <c>snupkg</c> for its symbols.</param>
    /// <returns>The package; the caller disposes of it.</returns>
    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(PathOf(id, extension));

    private string PathOf(string id, string extension) =>
        Directory.EnumerateFiles(Feed, $"{id}.*.{extension}").Single(file => Path.GetFileName(file)[(id.Length + 1)..].Take(1).All(char.IsAsciiDigit));
}

/// <summary>Packs once for all tests that look at the packages.</summary>
[CollectionDefinition(Name)]
public sealed class PackedPackagesGroup : ICollectionFixture<PackedPackages>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Packed packages";
}
