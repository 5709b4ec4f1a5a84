namespace InfernoSim.Measuring;

/// <summary>
/// Failed calls that name no request: each may be that of any request that was open when it came, so a request that fails claims one.
/// Times are in seconds. Not thread-safe.
/// </summary>
internal sealed class UnclaimedFailures
{
    // A request claims what has failed a moment before it. What nobody has claimed by then was got over.
    private const int MostKept = 200;

    // When each call began, in the order of their ends.
    private readonly List<double> _calls = [];

    // What has failed while a call was in the stub that may yet fail.
    private readonly List<(double Began, double Ended)> _early = [];
    private int _inStub;

    /// <summary>Forgets the requests that are over.</summary>
    public void Restart() => _early.Clear();

    /// <summary>A call has come to the stub.</summary>
    public void Begin() => _inStub++;

    /// <summary>A call is over, and has not failed.</summary>
    public void Leave()
    {
        _inStub--;
        if (_inStub == 0)
        {
            _early.Clear();
        }
    }

    /// <summary>A call is over, and has failed.</summary>
    /// <param name="began">When it came.</param>
    /// <returns>Whether it is claimed at once, by a request that has failed already.</returns>
    public bool Fail(double began)
    {
        int early = _early.FindIndex(request => request.Began <= began && began <= request.Ended);
        if (early >= 0)
        {
            _early.RemoveAt(early);
        }
        else
        {
            Keep(_calls, began);
        }

        Leave();
        return early >= 0;
    }

    /// <summary>A request has failed.</summary>
    /// <param name="began">When it was sent.</param>
    /// <param name="ended">When it failed.</param>
    /// <returns>Whether a call has failed that may be its own.</returns>
    public bool Claim(double began, double ended)
    {
        int call = _calls.FindLastIndex(came => came >= began);
        if (call >= 0)
        {
            _calls.RemoveAt(call);
        }
        else if (_inStub > 0)
        {
            Keep(_early, (began, ended));
        }

        return call >= 0;
    }

    private static void Keep<T>(List<T> kept, T item)
    {
        kept.Add(item);
        kept.RemoveRange(0, Math.Max(0, kept.Count - MostKept));
    }
}
