namespace InfernoSim.TestKit.Facts;

/// <summary>The tests that take minutes, and run where somebody waits for them, as a build server does.</summary>
public static class LongTests
{
    private const string Variable = "INFERNOSIM_LONG";

    /// <summary>Why they are skipped; <see langword="null"/> when they are not.</summary>
    public static string? WhyNot => Environment.GetEnvironmentVariable(Variable) == "1" ? null : $"{Variable}=1 starts it.";
}
