namespace InfernoSim.VirtualTime;

/// <summary>A timer on the replay's clock. Its callback runs on the thread pool, in the context that the timer was made in, as one of the system's does.</summary>
internal sealed class VirtualTimer : ITimer
{
    /// <summary>The due time of a timer that is not set.</summary>
    public const long Never = long.MaxValue;

    private readonly ReplayClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public VirtualTimer(ReplayClock clock, TimerCallback callback, object? state, string? owner, long number)
    {
        _clock = clock;
        _callback = callback;
        _state = state;
        Owner = owner;
        Number = number;
    }

    /// <summary>Earliest first; of equal ones the one made first.</summary>
    public static IComparer<VirtualTimer> ByDue { get; } =
        Comparer<VirtualTimer>.Create((a, b) => (a.Due, a.Number).CompareTo((b.Due, b.Number)));

    /// <summary>The exchange it was made in, <see cref="ReplayClock.Replayer"/>, or <see langword="null"/> for what runs in the service's background.</summary>
    public string? Owner { get; }

    /// <summary>How many were made before it.</summary>
    public long Number { get; }

    /// <summary>When it fires, in ticks of the clock; changed by the clock alone, under its lock.</summary>
    public long Due { get; set; } = Never;

    /// <summary>Ticks between one firing and the next; 0 for a timer that fires once. Changed by the clock alone.</summary>
    public long Period { get; set; }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period) => _clock.Schedule(this, dueTime, period);

    /// <inheritdoc/>
    public void Dispose() => _clock.Remove(this);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Hands the callback to the pool: code of the service must not run on the thread that decides on the clock.</summary>
    public void Fire() => ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Run(), this, preferLocal: false);

    private void Run()
    {
        if (_context is null)
        {
            _callback(_state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!)._callback(((VirtualTimer)timer)._state), this);
        }
    }
}
