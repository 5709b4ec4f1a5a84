using InfernoSim.Limits;

namespace InfernoSim.Testing.Limits;

/// <summary>
/// Adds up what threads of the pool wait for, from the wait events of a runtime (.NET 9 or later): for <c>Monitor.Wait</c> these
/// name the object, for handles they do not. A wait that began before the restart is not counted, so that a thread which
/// waits for work all the time is not taken for one that is held up. The clock is that of the events. Thread-safe.
/// </summary>
/// <param name="isPoolThread">Whether a thread is one of the pool, by the system's id; <see langword="null"/> when that cannot be told.</param>
internal sealed class ThreadWaits(Func<long, bool?> isPoolThread)
{
    private const int MostObjects = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, ulong> _waiting = [];
    private readonly HashSet<long> _atLocks = [];
    private readonly Dictionary<ulong, ObjectWaits> _objects = [];
    private readonly LevelTimes _handles = new();
    private bool _knowsPool = true;
    private double _began = double.NaN;
    private double _now;

    public void Restart()
    {
        lock (_lock)
        {
            _waiting.Clear();
            _objects.Clear();
            _handles.Move(_now, -_handles.Level);
            _handles.Restart(_now);
            _began = double.NaN;
        }
    }

    /// <summary>A thread waits for a lock, which is counted elsewhere: the waits it consists of are not waits of their own.</summary>
    public void LockBegan(long thread)
    {
        lock (_lock)
        {
            _atLocks.Add(thread);
        }
    }

    public void LockEnded(long thread)
    {
        lock (_lock)
        {
            _atLocks.Remove(thread);
        }
    }

    /// <summary>A thread begins to wait.</summary>
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
            if (isOfPool == false || _atLocks.Contains(thread) || !_waiting.TryAdd(thread, monitor))
            {
                return;
            }

            if (monitor == 0)
            {
                _handles.Move(time, 1);
                return;
            }

            if (!_objects.TryGetValue(monitor, out ObjectWaits? waits))
            {
                ForgetSingleWaits();
                _objects.Add(monitor, waits = new ObjectWaits());
            }

            waits.Begin(thread, time);
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

            _objects[monitor].End(time);
        }
    }

    /// <summary>The object at which there was some thread for most of the time; <see langword="null"/> when no object was waited for by two threads.</summary>
    public ObjectWait? Monitor
    {
        get
        {
            lock (_lock)
            {
                double elapsed = Math.Max(_now - _began, 1e-3);
                return _objects.Values.Where(waits => waits.Threads > 1).MaxBy(waits => waits.Busy(_now)) is { } most
                    ? new ObjectWait(Math.Min(1, most.Busy(_now) / elapsed), most.Threads)
                    : null;
            }
        }
    }

    /// <summary>Mean number of the pool's threads that waited for a handle; <see langword="null"/> when threads of the pool cannot be told from others.</summary>
    public double? Handles
    {
        get
        {
            lock (_lock)
            {
                return _knowsPool ? _handles.Mean(_now) : null;
            }
        }
    }

    // Most objects are waited for once, such as that of a task: what threads take turns at has two of them soon.
    private void ForgetSingleWaits()
    {
        if (_objects.Count >= MostObjects)
        {
            foreach ((ulong monitor, _) in _objects.Where(known => known.Value is { Level: 0, Threads: 1 }).ToArray())
            {
                _objects.Remove(monitor);
            }
        }
    }

    private void Advance(double time)
    {
        if (double.IsNaN(_began))
        {
            _began = time;
            _handles.Restart(time);
        }

        _now = Math.Max(_now, time);
    }

    private sealed class ObjectWaits
    {
        private readonly HashSet<long> _threads = [];
        private double _busy;
        private double _since;

        public int Level { get; private set; }

        public int Threads => _threads.Count;

        public void Begin(long thread, double time)
        {
            _threads.Add(thread);
            _since = Level++ == 0 ? time : _since;
        }

        public void End(double time) => _busy += --Level == 0 ? Math.Max(0, time - _since) : 0;

        /// <summary>Seconds in which some thread waited.</summary>
        public double Busy(double now) => _busy + (Level > 0 ? Math.Max(0, now - _since) : 0);
    }
}
