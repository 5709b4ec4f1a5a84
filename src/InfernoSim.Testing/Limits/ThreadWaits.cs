using InfernoSim.Measuring;

namespace InfernoSim.Testing.Limits;

/// <summary>
/// Adds up what threads wait for, from the wait events of a runtime (.NET 9 or later): for <c>Monitor.Wait</c> these name the
/// object, for handles they do not; of these two only the pool's threads count, and no wait that began before the restart, so that
/// a thread which waits for work all the time is not taken for one that is held up. The clock is that of the events. Thread-safe.
/// </summary>
/// <param name="isPoolThread">Whether a thread is one of the pool, by the system's id; <see langword="null"/> when that cannot be told.</param>
internal sealed class ThreadWaits(Func<long, bool?> isPoolThread)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, ulong> _waiting = [];
    private readonly Dictionary<long, ulong> _atLocks = [];
    private readonly SharedObjects _monitors = new();
    private readonly SharedObjects _locks = new();
    private readonly LevelTimes _handles = new();
    private readonly LevelTimes _atAnyLock = new();
    private bool _knowsPool = true;
    private double _began = double.NaN;
    private double _now;

    public void Restart()
    {
        lock (_lock)
        {
            _waiting.Clear();
            _monitors.Clear();
            _handles.Move(_now, -_handles.Level);
            _handles.Restart(_now);
            _began = double.NaN;
        }
    }

    /// <summary>A thread begins to wait for a lock: the waits that consists of are none of their own.</summary>
    /// <param name="thread">The system's id of it.</param>
    /// <param name="time">When, in seconds.</param>
    /// <param name="id">The lock.</param>
    public void LockBegan(long thread, double time, ulong id)
    {
        lock (_lock)
        {
            Advance(time);
            if (_atLocks.TryAdd(thread, id))
            {
                _atAnyLock.Move(time, 1);
                _locks.Begin(id, thread, time);
            }
        }
    }

    /// <summary>It has the lock.</summary>
    public void LockEnded(long thread, double time)
    {
        lock (_lock)
        {
            Advance(time);
            if (_atLocks.Remove(thread, out ulong id))
            {
                _atAnyLock.Move(time, -1);
                _locks.End(id, time);
            }
        }
    }

    /// <summary>A thread begins to wait for an object or a handle.</summary>
    /// <param name="thread">The system's id of it.</param>
    /// <param name="time">When, in seconds.</param>
    /// <param name="monitor">The object of <c>Monitor.Wait</c>; 0 for a handle.</param>
    public void Began(long thread, double time, ulong monitor)
    {
        lock (_lock)
        {
            Advance(time);
            bool? isOfPool = isPoolThread(thread);
            _knowsPool &= isOfPool is not null;
            if (isOfPool == false || _atLocks.ContainsKey(thread) || !_waiting.TryAdd(thread, monitor))
            {
                return;
            }

            if (monitor == 0)
            {
                _handles.Move(time, 1);
                return;
            }

            _monitors.Begin(monitor, thread, time);
        }
    }

    /// <summary>A thread waits no longer.</summary>
    public void Ended(long thread, double time)
    {
        lock (_lock)
        {
            Advance(time);
            if (!_waiting.Remove(thread, out ulong monitor))
            {
                return;
            }

            if (monitor == 0)
            {
                _handles.Move(time, -1);
                return;
            }

            _monitors.End(monitor, time);
        }
    }

    /// <summary>What threads have waited for since the restart.</summary>
    /// <param name="watched">Seconds since then. Events come late, so that up to half of them may be still to come.</param>
    public WaitTimes Read(double watched)
    {
        lock (_lock)
        {
            double told = double.IsNaN(_began) ? 0 : _now - _began;
            double time = Math.Max(told, Math.Max(watched / 2, 1e-3));
            return new WaitTimes(
                _atAnyLock.Mean(_now) * told / time,
                _locks.Most(_now, time),
                _knowsPool ? _handles.Mean(_now) * told / time : null,
                _monitors.Most(_now, time));
        }
    }

    private void Advance(double time)
    {
        if (double.IsNaN(_began))
        {
            _began = time;
            _handles.Restart(time);
            _atAnyLock.Restart(time);
            _locks.Restart(time);
        }

        _now = Math.Max(_now, time);
    }
}
