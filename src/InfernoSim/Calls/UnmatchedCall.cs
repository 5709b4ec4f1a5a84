using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Calls;

/// <summary>A dependency call that matched no unanswered recorded call, with as much as is needed to report it.</summary>
/// <param name="Display">Method and URL.</param>
/// <param name="Position">How many calls the exchange had made before it.</param>
/// <param name="Probe">The call itself; <see langword="null"/> when there were too many to keep.</param>
/// <param name="Equal">The index of a recorded call of the same content, already answered, or -1.</param>
/// <param name="Nearest">The index of the unanswered recorded call it is most like, or -1.</param>
/// <param name="Difference">How it differs from <paramref name="Nearest"/>.</param>
internal sealed record UnmatchedCall(string Display, int Position, CallProbe? Probe, int Equal, int Nearest, CallDifference? Difference)
{
    /// <summary>The recorded calls that had come before it, the last ones of them.</summary>
    public IReadOnlyList<PrecedingCall> Before { get; init; } = [];

    /// <summary>How its headers compare with those of a recorded call, by the index of that call.</summary>
    public Func<int, CallHeaderResult> CompareHeaders { get; init; } = _ => CallHeaderResult.Same;

    /// <summary>Whether it looks like a recorded call that the service now makes in another form; to another dependency it is another call.</summary>
    public bool IsChange => Difference is { Location: not "host" };

    /// <summary>The same call held against the recorded ones that are left.</summary>
    public UnmatchedCall ComparedWith(IReadOnlyList<PlannedCall> open, OwnIds recordedIds)
    {
        IncidentEvent[] compared = [.. open.Select(call => Probe!.AsCompared(call.Event, recordedIds))];
        CallDifference? difference = CallDifference.Nearest(Probe!.Compared, compared, new TraceNoise(recordedIds, Probe.Ids), HeadersOf);
        int nearest = difference is null ? -1 : Array.FindIndex(compared, call => ReferenceEquals(call, difference.Recorded));
        return this with { Nearest = nearest < 0 ? -1 : open[nearest].Index, Difference = difference };

        (HeaderDifference?, int) HeadersOf(int candidate)
        {
            CallHeaderResult headers = CompareHeaders(open[candidate].Index);
            return (headers.Difference, headers.Differences);
        }
    }
}
