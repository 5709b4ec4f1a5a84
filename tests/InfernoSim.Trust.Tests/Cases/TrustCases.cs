namespace InfernoSim.Trust.Tests.Cases;

/// <summary>All cases, by name.</summary>
internal static class TrustCases
{
    /// <summary>Regressions in what the service answers.</summary>
    public static IReadOnlyList<TrustCase> OfAnswers { get; } = [.. ResponseRegressions.All];

    /// <summary>Regressions in what it calls.</summary>
    public static IReadOnlyList<TrustCase> OfCalls { get; } = [.. CallRegressions.All, .. CallHeaderRegressions.All];

    /// <summary>Regressions in what a message means, and in messages of streams.</summary>
    public static IReadOnlyList<TrustCase> OfMeaning { get; } = [.. MessageMeaning.Regressions, .. SpokenMessages.Regressions];

    /// <summary>Regressions in when it does so, and in what becomes of it under load and failures.</summary>
    public static IReadOnlyList<TrustCase> OfBehaviour { get; } =
        [.. BehaviourRegressions.All, .. EnvironmentFailures.All, .. LateCalls.Regressions, .. LostConnections.Regressions, .. SlowDependencies.Regressions];

    /// <summary>Regressions in values that are new each time.</summary>
    public static IReadOnlyList<TrustCase> OfValues { get; } = [.. FreshValues.Regressions, .. UsersAndProtocol.Regressions, .. RedactedKeys.Regressions, .. ShortIds.Regressions];

    /// <summary>Regressions that a recording shows less of, or that rules leave to be seen.</summary>
    public static IReadOnlyList<TrustCase> OfRecordings { get; } = [.. WithoutTrace.Regressions, .. LostRecordings.Regressions, .. LongBodies.Regressions, .. RuleForms.Regressions];

    public static IReadOnlyList<TrustCase> Regressions { get; } = [.. OfAnswers, .. OfCalls, .. OfMeaning, .. OfBehaviour, .. OfValues, .. OfRecordings];

    public static IReadOnlyList<TrustCase> Harmless { get; } =
    [
        .. HarmlessVariations.All, .. CallHeaderVariations.All, .. MessageMeaning.Harmless, .. LateCalls.Harmless, .. SlowDependencies.Harmless, .. FreshValues.Harmless,
        .. UsersAndProtocol.Harmless, .. WithoutTrace.Harmless, .. LostRecordings.Harmless, .. LongBodies.Harmless, .. RuleForms.Harmless, .. ShortIds.Harmless,
        .. SpokenMessages.Harmless,
    ];
}
