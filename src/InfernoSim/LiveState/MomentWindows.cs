namespace InfernoSim.LiveState;

/// <summary>When the exchanges of a user ran, so that it can be said in which of them a time was made. Not thread-safe.</summary>
internal sealed class MomentWindows
{
    /// <summary>How far the clocks of two machines may be apart: a time that is in no window belongs to the nearest one within this.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);

    private readonly List<Window> _windows = [];
    private readonly Dictionary<int, long> _open = [];
    private long _longest;

    /// <summary>An exchange begins.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="ticks">When, in UTC.</param>
    public void Begin(int exchange, long ticks) => _open[exchange] = ticks;

    /// <summary>An exchange that has begun ends.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="ticks">When, in UTC.</param>
    public void End(int exchange, long ticks)
    {
        if (_open.Remove(exchange, out long start))
        {
            Add(exchange, start, Math.Max(start, ticks));
        }
    }

    /// <summary>An exchange ran.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="start">When it began, in ticks of UTC.</param>
    /// <param name="end">When it ended.</param>
    public void Add(int exchange, long start, long end)
    {
        var window = new Window(exchange, start, end);
        int at = _windows.BinarySearch(window, Window.ByStart);
        _windows.Insert(at < 0 ? ~at : at, window);
        _longest = Math.Max(_longest, end - start);
    }

    /// <summary>What one exchange made in place of another: of two equal requests that race, either may be the first.</summary>
    /// <param name="exchange">The exchange that ran.</param>
    /// <param name="other">The exchange whose response its response was taken for.</param>
    public void Lend(int exchange, int other)
    {
        foreach (Window window in _windows.Where(window => window.Exchange == exchange).ToArray())
        {
            Add(other, window.Start, window.End);
        }
    }

    /// <summary>In which exchanges a time may have been made.</summary>
    /// <param name="time">The time, which may be rounded.</param>
    /// <param name="now">What time it is, in ticks of UTC.</param>
    /// <returns>Those in whose time it was; of a time that is in none the nearest, within <see cref="Tolerance"/>.</returns>
    public IReadOnlyList<int> SourcesOf(WrittenTime time, long now)
    {
        // Most writers cut off what is beyond the last digit; some databases round it, but for whole seconds.
        long earliest = time.Digits == 0 ? time.Ticks : time.Ticks - (time.Unit / 2);
        long latest = time.Ticks + time.Unit - 1;
        var within = new List<int>();
        (int Exchange, long Distance)? nearest = null;
        foreach (Window window in Near(earliest, latest, now))
        {
            long distance = Math.Max(0, Math.Max(earliest - window.End, window.Start - latest));
            if (distance == 0)
            {
                within.Add(window.Exchange);
            }
            else if (distance <= Tolerance.Ticks && (nearest is null || distance < nearest.Value.Distance))
            {
                nearest = (window.Exchange, distance);
            }
        }

        return within.Count > 0 ? within : nearest is { } one ? [one.Exchange] : [];
    }

    private IEnumerable<Window> Near(long earliest, long latest, long now)
    {
        foreach ((int exchange, long start) in _open)
        {
            yield return new Window(exchange, start, Math.Max(start, now));
        }

        int last = _windows.BinarySearch(new Window(int.MaxValue, latest + Tolerance.Ticks, 0), Window.ByStart);
        for (int i = (last < 0 ? ~last : last + 1) - 1; i >= 0 && _windows[i].Start + _longest + Tolerance.Ticks >= earliest; i--)
        {
            yield return _windows[i];
        }
    }

    private readonly record struct Window(int Exchange, long Start, long End)
    {
        public static readonly Comparer<Window> ByStart = Comparer<Window>.Create((one, other) => one.Start.CompareTo(other.Start));
    }
}
