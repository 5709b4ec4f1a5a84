using System.Reflection;

namespace InfernoSim.Testing.Hosting.InProcess;

/// <summary>
/// <c>WebApplicationFactory</c> looks for the service's folder in a manifest that the build of the test project makes, and
/// else beside a solution file above the output folder. Where there is neither, the output folder serves.
/// </summary>
internal static class ContentRoot
{
    public static void EnsureFound(Assembly service)
    {
        string setting = "ASPNETCORE_TEST_CONTENTROOT_" + service.GetName().Name!.ToUpperInvariant().Replace('.', '_');
        if (Environment.GetEnvironmentVariable(setting) is null
            && !File.Exists(Path.Combine(AppContext.BaseDirectory, "MvcTestingAppManifest.json"))
            && !HasSolutionAbove(AppContext.BaseDirectory))
        {
            Environment.SetEnvironmentVariable(setting, AppContext.BaseDirectory);
        }
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
