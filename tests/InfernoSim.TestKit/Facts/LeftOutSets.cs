namespace InfernoSim.TestKit.Facts;

/// <summary>The sets of tests that are to be left out, as by a build server that runs them by themselves.</summary>
public static class LeftOutSets
{
    private const string Variable = "INFERNOSIM_LEAVE_OUT";

    /// <summary>Why the tests of a set are skipped; <see langword="null"/> when they are not.</summary>
    /// <param name="set">What they need, as their trait <c>Needs</c> has it.</param>
    public static string? WhyNot(string set) =>
        Environment.GetEnvironmentVariable(Variable)?.Split(',', StringSplitOptions.TrimEntries).Contains(set, StringComparer.OrdinalIgnoreCase) == true ? $"{Variable} says so." : null;
}
