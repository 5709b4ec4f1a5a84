using System.Reflection;
using System.Text.Json;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>
/// <c>WebApplicationFactory</c> looks for the service's folder in a manifest that the build of the test project makes, and
/// else beside a solution file above the output folder. Where there is neither, or the manifest names a folder of another machine,
/// the output folder serves.
/// </summary>
internal static class ContentRoot
{
    public static void EnsureFound(Assembly service)
    {
        string setting = "ASPNETCORE_TEST_CONTENTROOT_" + service.GetName().Name!.ToUpperInvariant().Replace('.', '_');
        if (Environment.GetEnvironmentVariable(setting) is null && !IsFound(service, AppContext.BaseDirectory))
        {
            Environment.SetEnvironmentVariable(setting, AppContext.BaseDirectory);
        }
    }

    internal static bool IsFound(Assembly service, string output)
    {
        string manifest = Path.Combine(output, "MvcTestingAppManifest.json");
        if (File.Exists(manifest)
            && JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(manifest)) is { } folders
            && folders.TryGetValue(service.FullName!, out string? folder))
        {
            // The output folder itself is written as ~.
            return folder == "~" || Directory.Exists(folder);
        }

        return HasSolutionAbove(output);
    }

    private static bool HasSolutionAbove(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (at.EnumerateFiles("*.sln").Any() || at.EnumerateFiles("*.slnx").Any())
            {
                return true;
            }
        }

        return false;
    }
}
