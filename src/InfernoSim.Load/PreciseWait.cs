namespace InfernoSim.Load;

/// <summary>
/// Waits for a moment on the calling thread: asleep for as long as a coarse timer allows, then spinning. A service in the
/// same process needs the cores, so at most a tenth of the time between two arrivals is spent spinning; what that
/// costs in accuracy is measured and reported.
/// </summary>
internal sealed class PreciseWait
{
    private const int SpinIterations = 20;

    // What a sleep of a whole number of milliseconds usually takes beyond it on Linux.
    private static readonly TimeSpan Overshoot = TimeSpan.FromMilliseconds(0.1);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly TimeSpan _longestSpin;

    public PreciseWait(TimeProvider time, TimeSpan interval)
    {
        _time = time;
        _longestSpin = TimeSpan.FromTicks(Math.Min(interval.Ticks / 10, TimeSpan.TicksPerMillisecond));
    }

    /// <summary>Waits.</summary>
    /// <param name="due">A timestamp of the clock.</param>
    public void Until(long due)
    {
        for (TimeSpan left = Left(due); left > TimeSpan.Zero; left = Left(due))
        {
            if (left <= _longestSpin)
            {
                Thread.SpinWait(SpinIterations);
            }
            else
            {
                int milliseconds = (int)(left - Overshoot).TotalMilliseconds;
#pragma warning disable RS0030 // The thread is the generator's own: a send from a pool that is busy would be late.
                Thread.Sleep(Math.Clamp(milliseconds, 1, (int)LongestSleep.TotalMilliseconds));
#pragma warning restore RS0030
            }
        }
    }

    private TimeSpan Left(long due) => _time.GetElapsedTime(_time.GetTimestamp(), due);
}
