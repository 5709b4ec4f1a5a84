using InfernoSim.Measuring;

namespace InfernoSim.Testing.Limits;

/// <summary>Objects that threads wait for, and for how long there was some thread that did. Not thread-safe.</summary>
internal sealed class SharedObjects
{
    private const int Many = 1000;

    private readonly Dictionary<ulong, Waits> _objects = [];

    /// <summary>Forgets all, and the waits that are not over.</summary>
    public void Clear() => _objects.Clear();

    /// <summary>Restarts counting time, with the waits that are not over.</summary>
    public void Restart(double time)
    {
        foreach ((ulong id, Waits waits) in _objects)
        {
            if (waits.Level > 0)
            {
                waits.Restart(time);
            }
            else
            {
                _objects.Remove(id);
            }
        }
    }

    public void Begin(ulong id, long thread, double time)
    {
        if (!_objects.TryGetValue(id, out Waits? waits))
        {
            ForgetSingleWaits();
            _objects.Add(id, waits = new Waits());
        }

        waits.Begin(thread, time);
    }

    public void End(ulong id, double time) => _objects[id].End(time);

    /// <summary>The object at which there was some thread for most of the time; <see langword="null"/> when none was waited for by two.</summary>
    /// <param name="now">The time.</param>
    /// <param name="elapsed">What the share is of, in seconds.</param>
    public ObjectWait? Most(double now, double elapsed) =>
        _objects.Values.Where(waits => waits.Threads > 1).MaxBy(waits => waits.Busy(now)) is { } most ? new ObjectWait(most.Busy(now) / elapsed, most.Threads) : null;

    // Most objects are waited for once, such as that of a task: what threads take turns at has two of them soon.
    private void ForgetSingleWaits()
    {
        if (_objects.Count >= Many)
        {
            foreach ((ulong id, _) in _objects.Where(known => known.Value is { Level: 0, Threads: 1 }))
            {
                _objects.Remove(id);
            }
        }
    }

    private sealed class Waits
    {
        private readonly HashSet<long> _threads = [];
        private double _busy;
        private double _since;

        public int Level { get; private set; }

        public int Threads => _threads.Count;

        public void Restart(double time) => (_busy, _since) = (0, time);

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
