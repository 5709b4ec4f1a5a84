using System.Diagnostics;

namespace InfernoSim.Benchmarks.Envelope;

/// <summary>
/// A wait that is of a given length on average: by how much a timer fired late is taken off the waits that follow. A timer of
/// .NET looks at a clock that moves in steps of up to 4 ms on Linux, so that 50 ms take about 52.6 ms otherwise.
/// </summary>
internal sealed class MeanDelay(TimeSpan length)
{
    // A step of the clock, which every timer may be late by.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(4);

    private readonly TimeSpan _most = length / 10 > Step ? length / 10 : Step;
    private readonly Lock _lock = new();
    private TimeSpan _owed;

    public async Task WaitAsync()
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan wanted;
        lock (_lock)
        {
            // Not all at once: a timer that was very late, on a busy machine, is no reason for one that does not wait.
            TimeSpan part = TimeSpan.FromTicks(Math.Clamp(_owed.Ticks, -_most.Ticks, _most.Ticks));
            wanted = length - part;
            _owed -= part;
        }

        await Task.Delay(wanted);
        lock (_lock)
        {
            _owed += Stopwatch.GetElapsedTime(began) - wanted;
        }
    }
}
