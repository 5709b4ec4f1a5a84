using InfernoSim.Matching;

namespace InfernoSim.Replay;

/// <summary>A dependency call that matched no unanswered recorded call, with as much as is needed to report it.</summary>
/// <param name="Display">Method and URL.</param>
/// <param name="Position">How many calls the exchange had made before it.</param>
/// <param name="Probe">The call itself; <see langword="null"/> when there were too many to keep.</param>
/// <param name="Equal">The index of a recorded call of the same content, already answered, or -1.</param>
/// <param name="Nearest">The index of the unanswered recorded call it is most like, or -1.</param>
/// <param name="Difference">How it differs from <paramref name="Nearest"/>.</param>
internal sealed record UnmatchedCall(string Display, int Position, CallProbe? Probe, int Equal, int Nearest, CallDifference? Difference)
{
    /// <summary>Whether it looks like a recorded call that the service now makes in another form; to another dependency it is another call.</summary>
    public bool IsChange => Difference is { Location: not "host" };

    /// <summary>The same call held against the recorded ones that are left.</summary>
    public UnmatchedCall ComparedWith(IReadOnlyList<PlannedCall> open, OwnIds recordedIds)
    {
        CallDifference? difference = CallDifference.Nearest(Probe!.Request, open.Select(call => call.Event), new TraceNoise(recordedIds, Probe.Ids));
        PlannedCall? nearest = difference is null ? null : open.First(call => ReferenceEquals(call.Event, difference.Recorded));
        return this with { Nearest = nearest?.Index ?? -1, Difference = difference };
    }
}
