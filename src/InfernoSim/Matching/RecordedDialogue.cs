using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>
/// A recorded call of which a part may be answered before all of the request is there. Which recorded call it is, and whether it is one at
/// all, is found out when the whole request is there, as for any other.
/// </summary>
/// <param name="Request">The recorded request's body.</param>
/// <param name="Turns">How far the response had come each time that the caller went on.</param>
/// <param name="Answer">What was answered.</param>
internal sealed record RecordedDialogue(ReadOnlyMemory<byte> Request, IReadOnlyList<DialogueTurn> Turns, DependencyAnswer Answer)
{
    /// <summary>Takes it for a call that it may be; <see langword="false"/> where another call was taken for it.</summary>
    public Func<bool> TryBegin { get; init; } = static () => true;

    /// <summary>How far into the recorded request something is that says the same in other bytes, -1 for nowhere; <see langword="null"/> where only its own bytes do.</summary>
    public Func<ReadOnlyMemory<byte>, long>? PlaceOf { get; init; }

    /// <summary>How far the recorded request has been said again.</summary>
    /// <param name="sent">What was sent so far.</param>
    /// <returns>Bytes of the recorded request's body; -1 where it does not begin like this.</returns>
    public long ReachedBy(ReadOnlyMemory<byte> sent) => Request.Span.StartsWith(sent.Span) ? sent.Length : PlaceOf?.Invoke(sent) ?? -1;

    /// <summary>How many bytes of the response's body the caller had seen when it had sent so much.</summary>
    /// <param name="sent">Bytes of the recorded request's body.</param>
    /// <returns>0 for the headers alone; -1 for nothing of the response.</returns>
    public int CameBy(long sent)
    {
        int came = -1;
        for (int turn = 0; turn < Turns.Count && Turns[turn].Sent <= sent; turn++)
        {
            came = (int)Math.Min(Turns[turn].Came, Answer.Body.Length);
        }

        return came;
    }
}
