using System.IO.Compression;
using System.Reflection;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Packages.Tests;

/// <summary>
/// The packages of this build, in a folder that a restore can take them from: packed by the first of the classes that look at
/// them, and gone with the last. Not the fixture of a collection, in which one class would wait for the builds of another.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private const string FeedName = "feed";

    private static readonly Lock Gate = new();
    private static Packing? _packing;
    private static int _users;

    /// <summary>The folder of everything that is made here.</summary>
    public string Root { get; private set; } = "";

    /// <summary>The local feed.</summary>
    public string Feed => Path.Combine(Root, FeedName);

    /// <summary>The version that all of them have.</summary>
    public string Version => Path.GetFileNameWithoutExtension(PathOf("InfernoSim", "nupkg"))["InfernoSim.".Length..];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Packing packing;
        lock (Gate)
        {
            _users++;
            packing = _packing ??= new Packing();
        }

        Root = packing.Root;
        await packing.Packed;
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        lock (Gate)
        {
            if (Root.Length > 0 && --_users == 0)
            {
                _packing!.Dispose();
                _packing = null;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Opens a package.</summary>
    /// <param name="id">The package's id.</param>
    /// <param name="extension"><c>nupkg</c>, or <c>snupkg</c> for its symbols.</param>
    /// <returns>The package; the caller disposes of it.</returns>
    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(PathOf(id, extension));

    private string PathOf(string id, string extension) =>
        Directory.EnumerateFiles(Feed, $"{id}.*.{extension}").Single(file => Path.GetFileName(file)[(id.Length + 1)..].Take(1).All(char.IsAsciiDigit));

    private sealed class Packing : IDisposable
    {
        private readonly TestFolder _root = new();

        public Packing() => Packed = PackAsync(Path.Combine(Root, FeedName));

        public string Root => _root.Path;

        public Task Packed { get; }

        public void Dispose() => _root.Dispose();

        private static async Task PackAsync(string feed)
        {
            string configuration = typeof(PackedPackages).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
            ProcessResult packed = await Command.RunAsync(Repository.Root, "dotnet", ["pack", Repository.File("InfernoSim.sln"), "--no-build", "-c", configuration, "-o", feed]);
            Assert.True(packed.ExitCode == 0, packed.Out + packed.Error);
        }
    }
}
