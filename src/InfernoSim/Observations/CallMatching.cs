namespace InfernoSim.Observations;

/// <summary>How dependency calls found their recorded answer.</summary>
/// <param name="Causal">Through the trace id they carried.</param>
/// <param name="ByContent">By content alone, with one possible answer.</param>
/// <param name="Ambiguous">By content alone, where several different recorded answers were possible.</param>
/// <param name="Faulted">Not answered from the recording, because a fault was injected.</param>
/// <param name="Unmatched">Not at all.</param>
/// <param name="LostContext">Dependencies that were called without a trace id although the incident has one.</param>
public sealed record CallMatching(long Causal, long ByContent, long Ambiguous, long Faulted, long Unmatched, IReadOnlyList<string> LostContext)
{
    /// <summary>Recorded calls that were made, and answered by a stub mapping of the user's own in place of the recording.</summary>
    public long Overridden { get; init; }
}
