namespace InfernoSim.Measuring;

/// <summary>How long a count has been at each level. Not thread-safe.</summary>
internal sealed class LevelTimes
{
    // A level is part of the plateau when the count was there, or above, for this share of the time.
    private const double Moment = 0.02;
    private const int HighestLevel = 65_535;

    private readonly List<double> _seconds = [];
    private double _since;
    private double _area;

    public int Level { get; private set; }

    /// <summary>Restarts counting time, at the present level.</summary>
    public void Restart(double now)
    {
        _seconds.Clear();
        _since = now;
    }

    public void Move(double now, int change)
    {
        Advance(now);
        Level = Math.Clamp(Level + change, 0, HighestLevel);
    }

    public double Mean(double now)
    {
        Advance(now);
        double total = _seconds.Sum();
        return total > 0 ? _seconds.Select((seconds, level) => seconds * level).Sum() / total : 0;
    }

    /// <summary>The time-weighted sum of levels up to now, from the very first: a restart does not touch it.</summary>
    public double Area(double now)
    {
        Advance(now);
        return _area;
    }

    /// <summary>The highest level that was held for more than a moment, and the share of time there or above.</summary>
    public Plateau Plateau(double now)
    {
        Advance(now);
        double total = _seconds.Sum();
        if (total <= 0)
        {
            return default;
        }

        double above = 0;
        for (int level = _seconds.Count - 1; level > 0; level--)
        {
            above += _seconds[level];
            if (above > total * Moment)
            {
                return new Plateau(level, above / total);
            }
        }

        return default;
    }

    private void Advance(double now)
    {
        while (_seconds.Count <= Level)
        {
            _seconds.Add(0);
        }

        double passed = Math.Max(0, now - _since);
        _seconds[Level] += passed;
        _area += passed * Level;
        _since = Math.Max(now, _since);
    }
}
