namespace InfernoSim.Measuring;

/// <summary>
/// How a run went in each quarter of its requests: whether the number in flight kept growing, and whether throughput grew
/// with it. Not thread-safe.
/// </summary>
internal sealed class SendingQuarters
{
    private readonly Mark[] _marks = new Mark[5];

    // The longest time in the service of what was over in each quarter.
    private readonly double[] _longest = new double[4];
    private long _requests;
    private double _schedule;
    private long _sent;
    private long _completed;
    private double _lastDelay;
    private int _next;

    private readonly record struct Mark(double Time, double Area, long Completed);

    /// <summary>Whether the last request was sent.</summary>
    public bool IsComplete => _next == _marks.Length;

    /// <summary>Growth of the mean number in flight from the third quarter to the last, per request sent in one.</summary>
    public double? BacklogGrowth => IsComplete ? Growth(2) : null;

    /// <summary>The lesser of that growth and the one from the second quarter to the third. In the first a service may still be warming up.</summary>
    public double? LeastGrowth => IsComplete ? Math.Min(Growth(2), Growth(1)) : null;

    /// <summary>The longest time in the service in the last quarter as a multiple of the second one's.</summary>
    public double? LongestChange => IsComplete ? Ratio(_longest[3], _longest[1]) : null;

    /// <summary>The longest time in the service in the last quarter as a share of the time that sending took.</summary>
    public double? LongestShare => IsComplete ? Ratio(_longest[3], _marks[4].Time - _marks[0].Time) : null;

    public double? ThroughputChange => IsComplete ? Ratio(Throughput(3), Throughput(1)) : null;

    public double? InFlightChange => IsComplete ? Ratio(InFlight(3), InFlight(1)) : null;

    public double SendDelayShare => _schedule > 0 ? _lastDelay / _schedule : 0;

    public void Begin(long requests, double schedule)
    {
        (_requests, _schedule, _sent, _completed, _lastDelay, _next) = (requests, schedule, 0, 0, 0, 0);
        Array.Clear(_longest);
    }

    public void Sent(double now, double delay, double area)
    {
        if (!IsComplete && _sent >= _requests * _next / 4)
        {
            _marks[_next++] = new Mark(now, area, _completed);
        }

        _sent++;
        if (_sent == _requests && _next == 4)
        {
            _marks[_next++] = new Mark(now, area, _completed);
        }

        // Of the last quarter, the mean: a single request may be late by chance.
        if (_next > 3)
        {
            _lastDelay += (delay - _lastDelay) / Math.Max(1, _sent - (_requests * 3 / 4));
        }
    }

    /// <summary>A request is over.</summary>
    /// <param name="serviceTime">How long it was in flight, in seconds.</param>
    public void Completed(double serviceTime)
    {
        _completed++;
        if (_next > 0 && !IsComplete)
        {
            _longest[_next - 1] = Math.Max(_longest[_next - 1], serviceTime);
        }
    }

    private double Growth(int quarter) => (InFlight(quarter + 1) - InFlight(quarter)) / Math.Max(1, _requests / 4.0);

    private double InFlight(int quarter) => Ratio(_marks[quarter + 1].Area - _marks[quarter].Area, _marks[quarter + 1].Time - _marks[quarter].Time) ?? 0;

    private double Throughput(int quarter) => Ratio(_marks[quarter + 1].Completed - _marks[quarter].Completed, _marks[quarter + 1].Time - _marks[quarter].Time) ?? 0;

    private static double? Ratio(double value, double by) => by > 0 ? value / by : null;
}
