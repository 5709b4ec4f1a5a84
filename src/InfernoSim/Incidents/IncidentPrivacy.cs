namespace InfernoSim.Incidents;

/// <summary>How an incident came to be without secrets, as far as whoever compares with it has to know. The key of its tokens is no part of it.</summary>
/// <param name="Rules">The rules of the recording for certain places, beside what was found to be secret.</param>
/// <param name="KeyCheck">Tells the key from others; <see langword="null"/> where the key ended with the recording.</param>
internal sealed record IncidentPrivacy(IReadOnlyList<string> Rules, string? KeyCheck)
{
    /// <summary>Whether tokens stand in place of secrets anywhere in it; <see langword="null"/> where that is not known.</summary>
    public bool? HoldsTokens { get; init; }

    /// <summary>Whether its logs were written by recorders that had no key in common, so that a secret has another token in each.</summary>
    public bool HasSeveralKeys { get; init; }

    /// <summary>Of an incident of which others recorded a part, and have not said how.</summary>
    public IncidentPrivacy OfPart() => HoldsTokens == false ? this with { HoldsTokens = null } : this;

    /// <summary>Of an incident whose logs have a recorder each.</summary>
    /// <param name="earlier">What the one says that ended first; <see langword="null"/> where it has not ended, or kept secrets.</param>
    /// <param name="later">What the other one says.</param>
    public static IncidentPrivacy? JoinParts(IncidentPrivacy? earlier, IncidentPrivacy? later) => earlier is null || later is null
        ? Join(earlier, later?.OfPart())
        : Join(earlier, later.OfPart())! with { HasSeveralKeys = earlier.HasSeveralKeys || later.KeyCheck is null || earlier.KeyCheck != later.KeyCheck };

    /// <summary>Of a recording that is continued.</summary>
    /// <param name="earlier">What was recorded by.</param>
    /// <param name="later">What is recorded by now.</param>
    public static IncidentPrivacy? Join(IncidentPrivacy? earlier, IncidentPrivacy? later) => earlier is null || later is null
        ? later ?? earlier
        : new IncidentPrivacy([.. earlier.Rules.Union(later.Rules)], earlier.KeyCheck == later.KeyCheck ? later.KeyCheck : null) { HoldsTokens = earlier.HoldsTokens | later.HoldsTokens, HasSeveralKeys = earlier.HasSeveralKeys || later.HasSeveralKeys };
}
