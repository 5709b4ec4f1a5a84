using System.Runtime.Loader;

/// <summary>
/// What the runtime calls before the program of a process that <c>DOTNET_STARTUP_HOOKS</c> names this assembly for: it makes the recorder's
/// assemblies found, which are not among the service's own. It touches nothing else: not every process that gets the variable is a service.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        string folder = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(folder, name.Name + ".dll") is { } path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
