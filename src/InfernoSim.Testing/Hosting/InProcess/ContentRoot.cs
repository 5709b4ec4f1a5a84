using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>
/// The folder in which a service finds its settings and static files. <c>WebApplicationFactory</c> looks for it in a manifest in
/// the current folder, which is the output folder under VSTest alone, and then for a solution file above, without which it fails.
/// Here it is looked for from the output folder, and handed over.
/// </summary>
/// <param name="Folder">Its path.</param>
/// <param name="Origin">Why it is that one.</param>
internal sealed record ContentRoot(string Folder, string Origin)
{
    private static readonly ConcurrentDictionary<Assembly, ContentRoot> HandedOver = new();

    /// <summary>Finds a service's folder, and tells <c>WebApplicationFactory</c>.</summary>
    public static ContentRoot HandOver(Assembly service) => HandedOver.GetOrAdd(service, static service =>
    {
        string setting = "ASPNETCORE_TEST_CONTENTROOT_" + service.GetName().Name!.ToUpperInvariant().Replace('.', '_');
        if (Environment.GetEnvironmentVariable(setting) is { } given)
        {
            return new ContentRoot(given, $"{setting} says so");
        }

        ContentRoot found = Find(service, AppContext.BaseDirectory);
        Environment.SetEnvironmentVariable(setting, found.Folder);
        return found;
    });

    /// <summary>Finds a service's folder.</summary>
    /// <param name="service">The service.</param>
    /// <param name="output">The output folder of the tests.</param>
    internal static ContentRoot Find(Assembly service, string output) =>
        InManifest(service, output) is { } folder ? new ContentRoot(folder, "the build says so")
        : BesideSolution(service, output) is { } beside ? new ContentRoot(beside, "it is beside the solution")
        : new ContentRoot(output, "it is the output folder, for nothing on this machine says where the service's project is");

    // Written by the build of the test project; it may name a folder of another machine.
    private static string? InManifest(Assembly service, string output)
    {
        string manifest = Path.Combine(output, "MvcTestingAppManifest.json");
        if (!File.Exists(manifest)
            || JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(manifest)) is not { } folders
            || !folders.TryGetValue(service.FullName!, out string? folder))
        {
            return null;
        }

        // The output folder itself is written as ~.
        return folder == "~" ? output : Directory.Exists(folder) ? folder : null;
    }

    private static string? BesideSolution(Assembly service, string output)
    {
        for (DirectoryInfo? at = new(output); at is not null; at = at.Parent)
        {
            if (at.EnumerateFiles("*.sln").Any() || at.EnumerateFiles("*.slnx").Any())
            {
                string folder = Path.Combine(at.FullName, service.GetName().Name!);
                return Directory.Exists(folder) ? folder : null;
            }
        }

        return null;
    }
}
