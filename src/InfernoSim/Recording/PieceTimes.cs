using InfernoSim.Incidents;

namespace InfernoSim.Recording;

/// <summary>
/// When the pieces of a response came, at most <see cref="MostPieces"/> of them: what comes close together is one piece, and the more
/// there are, the further apart is close. Not thread-safe: the body that it is of locks.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="started">When the call was made, as a timestamp of the clock.</param>
internal sealed class PieceTimes(TimeProvider time, long started)
{
    /// <summary>How many pieces are kept; an endless stream must not fill the log with its times.</summary>
    public const int MostPieces = 64;

    // Closer than this, pieces are the doing of buffers and schedulers and not of the dependency.
    private const long Closest = 10_000_000;

    private readonly List<ResponsePiece> _pieces = [];
    private long _apart = Closest;

    /// <summary>The headers have come; those of a later response take the place of earlier ones.</summary>
    public void Begin()
    {
        _pieces.Clear();
        _pieces.Add(new ResponsePiece(Now(), 0));
    }

    /// <summary>More of the body has come.</summary>
    /// <param name="bytes">How many bytes are there now.</param>
    public void Add(long bytes)
    {
        if (_pieces.Count == 0)
        {
            return;
        }

        long now = Now();
        if (now - _pieces[^1].AfterNanoseconds < _apart)
        {
            // The headers stay alone, so that what follows them at once is the second piece.
            if (_pieces.Count == 1)
            {
                _pieces.Add(new ResponsePiece(_pieces[0].AfterNanoseconds, bytes));
            }
            else
            {
                _pieces[^1] = _pieces[^1] with { Bytes = bytes };
            }

            return;
        }

        _pieces.Add(new ResponsePiece(now, bytes));
        if (_pieces.Count > MostPieces)
        {
            Thin();
        }
    }

    /// <summary>The pieces; none where all came at once.</summary>
    public IReadOnlyList<ResponsePiece> Seal() => _pieces.Count > 0 && _pieces[^1].AfterNanoseconds > _pieces[0].AfterNanoseconds ? [.. _pieces] : [];

    private void Thin()
    {
        _apart *= 2;
        for (int i = _pieces.Count - 1; i > 1; i--)
        {
            if (_pieces[i].AfterNanoseconds - _pieces[i - 1].AfterNanoseconds < _apart)
            {
                _pieces[i - 1] = _pieces[i - 1] with { Bytes = _pieces[i].Bytes };
                _pieces.RemoveAt(i);
            }
        }
    }

    private long Now() => time.GetElapsedTime(started).Ticks * TimeSpan.NanosecondsPerTick;
}
