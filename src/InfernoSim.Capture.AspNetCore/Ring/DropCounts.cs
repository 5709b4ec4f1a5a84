namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>How many exchanges were dropped, by the second in which they were. Guarded by the lock of whoever counts.</summary>
internal sealed class DropCounts
{
    private readonly Queue<(DateTimeOffset Second, long Count)> _seconds = new();
    private DateTimeOffset _last;
    private long _inLast;

    /// <summary>Some were dropped.</summary>
    /// <param name="now">When.</param>
    /// <param name="count">How many.</param>
    public void Add(DateTimeOffset now, long count = 1)
    {
        DateTimeOffset second = new(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset);
        if (second != _last && _inLast > 0)
        {
            _seconds.Enqueue((_last, _inLast));
            _inLast = 0;
        }

        _last = second;
        _inLast += count;
    }

    /// <summary>How many were dropped since a time, which counts by its second.</summary>
    public long Since(DateTimeOffset from) =>
        _seconds.Where(second => second.Second.AddSeconds(1) > from).Sum(second => second.Count) + (_last.AddSeconds(1) > from ? _inLast : 0);

    /// <summary>Forgets what nobody will ask for.</summary>
    public void Forget(DateTimeOffset before)
    {
        while (_seconds.TryPeek(out (DateTimeOffset Second, long Count) first) && first.Second.AddSeconds(1) <= before)
        {
            _seconds.Dequeue();
        }
    }
}
