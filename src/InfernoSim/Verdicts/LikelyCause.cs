using InfernoSim.Printing;

namespace InfernoSim.Verdicts;

/// <summary>What a failure looks like, where it looks like no regression.</summary>
internal enum CauseKind
{
    /// <summary>The service keeps something from one replay to the next: rows, ids that count on, lists that grow.</summary>
    State,

    /// <summary>Values that are new each time.</summary>
    Noise,

    /// <summary>Something happens by time, and the replay has another pace than the incident, or the service was too slow.</summary>
    Pace,
}

/// <summary>A cause, with what was seen of it.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Evidence">What was seen, the end of a sentence.</param>
internal sealed record LikelyCause(CauseKind Kind, string Evidence)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() => VisibleText.Line(Kind switch
    {
        CauseKind.State => $"state that the service keeps from one replay to the next: {Evidence}",
        CauseKind.Noise => $"noise: {Evidence}",
        _ => $"pace: {Evidence}",
    });
}
