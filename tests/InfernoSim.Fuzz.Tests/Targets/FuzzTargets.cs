using InfernoSim.Fuzz.Tests.Running;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>All that reads what others wrote.</summary>
internal static class FuzzTargets
{
    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. IncidentTargets.All,
        .. RuleTargets.All,
        .. ConnectionTargets.All,
        .. WebSocketTargets.All,
        .. PostgresTargets.All,
        .. MessageTargets.All,
        .. TextTargets.All,
    ];
}
