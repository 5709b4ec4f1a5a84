namespace InfernoSim.Inspection;

/// <summary>What a finding means for a replay.</summary>
internal enum FindingLevel
{
    /// <summary>A replay fails because of it, unless what is missing is supplied.</summary>
    Fails,

    /// <summary>A secret stands in the incident. A replay does not mind.</summary>
    Exposes,

    /// <summary>A replay tests less because of it, and passes weakly at best.</summary>
    Weakens,

    /// <summary>Good to know.</summary>
    Note,
}

/// <summary>What a finding is about.</summary>
internal enum FindingKind
{
    SideEffects,
    MissingDependencies,
    ExpiredTokens,
    Redacted,
    NotReplayed,
    Lost,
    Opaque,
    Torn,
    LetGo,
    Unattributed,
    Secret,
}

/// <summary>Something about an incident that a replay of it will meet.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Level">What it means for a replay.</param>
/// <param name="What">What was found.</param>
/// <param name="Remedy">What to do about it; empty when there is nothing to do.</param>
internal sealed record Finding(FindingKind Kind, FindingLevel Level, string What, string Remedy = "");
