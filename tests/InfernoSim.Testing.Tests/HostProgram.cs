namespace InfernoSim.Testing.Tests;

/// <summary>The program that tests start as a process of its own.</summary>
internal static class HostProgram
{
    /// <summary>Its assembly, for <c>dotnet</c>.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "InfernoSim.Testing.Tests.Host.dll");
}
