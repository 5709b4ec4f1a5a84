namespace InfernoSim.Matching;

/// <summary>
/// When the body of an answer is sent, piece by piece. A transport waits for each piece in here, whatever the clock, and sends it at
/// once then.
/// </summary>
/// <param name="ends">Where each piece ends, as a share of the body from 0 to 1; the last one at 1.</param>
/// <param name="waitAsync">Waits until a piece, by its place, is due.</param>
internal sealed class AnswerPace(IReadOnlyList<double> ends, Func<int, CancellationToken, ValueTask> waitAsync)
{
    /// <summary>How many pieces there are.</summary>
    public int Count => ends.Count;

    /// <summary>Where a piece ends.</summary>
    /// <param name="piece">Its place, from 0.</param>
    /// <param name="length">The length of the body that is sent, which need not be that of the recorded one.</param>
    public int EndOf(int piece, int length) => piece == ends.Count - 1 ? length : (int)Math.Round(ends[piece] * length);

    /// <summary>Waits until a piece is due.</summary>
    /// <param name="piece">Its place, from 0.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the body any more.</param>
    public ValueTask WaitAsync(int piece, CancellationToken cancellationToken) => waitAsync(piece, cancellationToken);
}
