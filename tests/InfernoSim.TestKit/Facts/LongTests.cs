namespace InfernoSim.TestKit.Facts;

/// <summary>The tests that take minutes, and run where somebody waits for them, as a build server does.</summary>
public static class LongTests
{
    private const string Variable = "INFERNOSIM_LONG";

    /// <summary>Whether they run: with <c>INFERNOSIM_LONG=1</c>. A test that can do a part of what is claimed in seconds does that part otherwise.</summary>
    public static bool AreOn { get; } = Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Why they are skipped; <see langword="null"/> when they are not.</summary>
    public static string? WhyNot => AreOn ? null : $"{Variable}=1 starts it.";
}
