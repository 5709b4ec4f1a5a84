namespace InfernoSim.Trust.Tests.Cases;

/// <summary>All cases, by name.</summary>
internal static class TrustCases
{
    public static IReadOnlyList<TrustCase> Regressions { get; } =
    [
        .. ResponseRegressions.All, .. CallRegressions.All, .. CallHeaderRegressions.All, .. BehaviourRegressions.All, .. EnvironmentFailures.All, .. MessageMeaning.Regressions,
        .. LateCalls.Regressions, .. LostConnections.Regressions, .. SlowDependencies.Regressions, .. FreshValues.Regressions, .. UsersAndProtocol.Regressions,
        .. WithoutTrace.Regressions, .. RedactedKeys.Regressions, .. LostRecordings.Regressions, .. LongBodies.Regressions, .. RuleForms.Regressions, .. ShortIds.Regressions,
        .. SpokenMessages.Regressions,
    ];

    public static IReadOnlyList<TrustCase> Harmless { get; } =
    [
        .. HarmlessVariations.All, .. CallHeaderVariations.All, .. MessageMeaning.Harmless, .. LateCalls.Harmless, .. SlowDependencies.Harmless, .. FreshValues.Harmless,
        .. UsersAndProtocol.Harmless, .. WithoutTrace.Harmless, .. LostRecordings.Harmless, .. LongBodies.Harmless, .. RuleForms.Harmless, .. ShortIds.Harmless,
        .. SpokenMessages.Harmless,
    ];
}
