namespace InfernoSim.Observations;

/// <summary>How dependency calls found their recorded answer.</summary>
public sealed class CallMatching(long causal, long byContent, long ambiguous, long faulted, long unmatched, IReadOnlyList<string> lostContext)
{
    /// <summary>Through the trace id they carried.</summary>
    public long Causal { get; } = causal;

    /// <summary>By content alone, with one possible answer.</summary>
    public long ByContent { get; } = byContent;

    /// <summary>By content alone, where several different recorded answers were possible.</summary>
    public long Ambiguous { get; } = ambiguous;

    /// <summary>Not answered from the recording, because a fault was injected.</summary>
    public long Faulted { get; } = faulted;

    /// <summary>Not at all.</summary>
    public long Unmatched { get; } = unmatched;

    /// <summary>Dependencies that were called without a trace id although the incident has one.</summary>
    public IReadOnlyList<string> LostContext { get; } = lostContext;

    /// <summary>Recorded calls that were made, and answered by a stub mapping of the user's own in place of the recording.</summary>
    public long Overridden { get; internal init; }
}
