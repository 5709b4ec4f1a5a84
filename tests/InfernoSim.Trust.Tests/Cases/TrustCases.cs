namespace InfernoSim.Trust.Tests.Cases;

/// <summary>All cases, by name.</summary>
internal static class TrustCases
{
    public static IReadOnlyList<TrustCase> Regressions { get; } =
        [.. ResponseRegressions.All, .. CallRegressions.All, .. CallHeaderRegressions.All, .. BehaviourRegressions.All, .. EnvironmentFailures.All];

    public static IReadOnlyList<TrustCase> Harmless { get; } = [.. HarmlessVariations.All, .. CallHeaderVariations.All];
}
