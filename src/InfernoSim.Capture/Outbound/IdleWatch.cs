namespace InfernoSim.Capture.Outbound;

/// <summary>Ends a tunnel in which nothing has passed for too long.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _longest;
    private readonly TimeProvider _time;
    private readonly Action _end;
    private readonly ITimer _timer;
    private long _last;
    private bool _isOver;

    /// <summary>Begins to watch.</summary>
    /// <param name="longest">How long nothing may pass; a quarter more may go by before that is seen.</param>
    /// <param name="time">The clock.</param>
    /// <param name="end">Ends the tunnel; may be called more than once, and not after the end of the watch.</param>
    public IdleWatch(TimeSpan longest, TimeProvider time, Action end)
    {
        _longest = longest;
        _time = time;
        _end = end;
        _last = time.GetTimestamp();
        TimeSpan period = longest / 4;
        _timer = time.CreateTimer(_ => Look(), null, period, period);
    }

    /// <summary>Something passes.</summary>
    public void Touch() => Volatile.Write(ref _last, _time.GetTimestamp());

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        _timer.Dispose();
    }

    // A timer may still be at work when it is disposed.
    private void Look()
    {
        lock (_lock)
        {
            if (!_isOver && _time.GetElapsedTime(Volatile.Read(ref _last)) >= _longest)
            {
                _end();
            }
        }
    }
}
