using InfernoSim.Inspection;

namespace InfernoSim.Cli.Slicing;

/// <summary>What <c>infernosim slice</c> was asked for.</summary>
internal sealed record SliceInvocation
{
    /// <summary>The incident folder.</summary>
    public required string Incident { get; init; }

    /// <summary>What is looked for.</summary>
    public required ExchangeCondition Around { get; init; }

    /// <summary>How far around it.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>Whether what made its values is kept.</summary>
    public required bool KeepCauses { get; init; }

    /// <summary>The folder to write.</summary>
    public required string Destination { get; init; }
}
