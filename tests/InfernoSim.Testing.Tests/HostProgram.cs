namespace InfernoSim.Testing.Tests;

/// <summary>The program that tests start as a process of its own.</summary>
internal static class HostProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Its assembly, for <c>dotnet</c>.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "InfernoSim.Testing.Tests.Host.dll");

    /// <summary>Waits until a condition holds, for a minute at most: the test then asserts what it waited for.</summary>
    public static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition() && !deadline.IsCancellationRequested)
        {
            await Task.Delay(20);
        }
    }
}
