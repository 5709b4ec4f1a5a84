using InfernoSim.Observations;

namespace InfernoSim.VirtualTime;

/// <summary>
/// The clock of a virtual replay. It stands still while anything goes on, and jumps to the next timer when nothing does;
/// <see cref="ClockDriver"/> decides when that is. It begins at the time that the incident began.
/// </summary>
/// <param name="start">The time at which it begins.</param>
internal sealed class ReplayClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>The owner of timers of the replay itself: gaps between requests, and calls that are waited for.</summary>
    public const string Replayer = "replayer";

    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Lock _lock = new();
    private readonly SortedSet<VirtualTimer> _timers = new(VirtualTimer.ByDue);
    private readonly Dictionary<string, int> _pending = new(StringComparer.Ordinal);
    private readonly AsyncLocal<string?> _owner = new();
    private long _now;
    private long _made;

    /// <summary>What is going on in the replay.</summary>
    public ReplayTraffic Traffic { get; } = new();

    /// <summary>What weakened the replay, because it did not run on this clock.</summary>
    public NotTestedLog Report { get; } = new();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The exchange that the running code belongs to, or <see langword="null"/>.</summary>
    public string? Owner => _owner.Value;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    /// <summary>Makes the timers that the caller goes on to make belong to someone.</summary>
    public void Enter(string? owner) => _owner.Value = owner;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state, _owner.Value, Interlocked.Increment(ref _made));
        Schedule(timer, dueTime, period);
        return timer;
    }

    /// <summary>Sets a timer, or stops it.</summary>
    public bool Schedule(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfOutOfRange(dueTime, nameof(dueTime));
        ThrowIfOutOfRange(period, nameof(period));
        lock (_lock)
        {
            Take(timer);
            timer.Period = Math.Max(0, period.Ticks);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Put(timer, _now + dueTime.Ticks);
            }
        }

        Traffic.Move();
        return true;
    }

    public void Remove(VirtualTimer timer)
    {
        lock (_lock)
        {
            Take(timer);
        }

        Traffic.Move();
    }

    /// <summary>When the next timer is due, in ticks; <see langword="null"/> when none is set.</summary>
    public long? NextDue()
    {
        lock (_lock)
        {
            return _timers.Min?.Due;
        }
    }

    /// <summary>Whether a timer of an owner is set.</summary>
    public bool HasTimer(string owner)
    {
        lock (_lock)
        {
            return _pending.ContainsKey(owner);
        }
    }

    /// <summary>
    /// Jumps to the next timer and fires what is due: of each owner the timer that was made first, so that timers of one
    /// exchange that are due at the same instant fire one after the other, while exchanges stay concurrent.
    /// </summary>
    public void Jump()
    {
        var owners = new HashSet<string>(StringComparer.Ordinal);
        var firing = new List<VirtualTimer>();
        lock (_lock)
        {
            if (_timers.Min is not { } next)
            {
                return;
            }

            Interlocked.Exchange(ref _now, Math.Max(_now, next.Due));
            foreach (VirtualTimer timer in _timers.TakeWhile(timer => timer.Due <= _now).Where(timer => owners.Add(timer.Owner ?? "")))
            {
                firing.Add(timer);
            }

            foreach (VirtualTimer timer in firing)
            {
                long due = timer.Due;
                Take(timer);
                if (timer.Period > 0)
                {
                    Put(timer, due + timer.Period);
                }
            }
        }

        Traffic.Move();
        firing.ForEach(timer => timer.Fire());
    }

    private static void ThrowIfOutOfRange(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, LongestTimer, name);
        }
    }

    private void Put(VirtualTimer timer, long due)
    {
        timer.Due = due;
        _timers.Add(timer);
        if (timer.Owner is { } owner)
        {
            _pending[owner] = _pending.GetValueOrDefault(owner) + 1;
        }
    }

    // By its due time it is found in the set, so that is changed last.
    private void Take(VirtualTimer timer)
    {
        if (timer.Due == VirtualTimer.Never)
        {
            return;
        }

        _timers.Remove(timer);
        timer.Due = VirtualTimer.Never;
        if (timer.Owner is { } owner && --_pending[owner] is 0)
        {
            _pending.Remove(owner);
        }
    }
}
