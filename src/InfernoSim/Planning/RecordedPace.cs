using InfernoSim.Incidents;

namespace InfernoSim.Planning;

/// <summary>How long a recorded dependency call took.</summary>
/// <param name="Head">From the call to the headers of its response, or to its failure.</param>
/// <param name="Pieces">When the pieces of the body were there, since the call, and where each ends as a share of the body; none when it came with the headers.</param>
internal sealed record RecordedPace(TimeSpan Head, IReadOnlyList<(TimeSpan At, double End)> Pieces)
{
    /// <summary>The time of a call.</summary>
    /// <param name="call">The call. Where no pieces are recorded, all of it came at the end of its duration.</param>
    public static RecordedPace Of(IncidentEvent call)
    {
        IReadOnlyList<ResponsePiece> pieces = call.ResponsePieces;
        double size = pieces.Count == 0 ? 0 : pieces[^1].Bytes;
        return size == 0
            ? new RecordedPace(Time(call.DurationNanoseconds), [])
            : new RecordedPace(Time(pieces[0].AfterNanoseconds), [.. pieces.Skip(1).Select(piece => (Time(piece.AfterNanoseconds), piece.Bytes / size))]);
    }

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromTicks(Math.Max(0, nanoseconds) / TimeSpan.NanosecondsPerTick);
}
