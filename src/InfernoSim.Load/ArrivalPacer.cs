namespace InfernoSim.Load;

/// <summary>Sends each arrival at its time. One that is overdue is sent at once: what the generator lost is not taken from the load.</summary>
/// <param name="schedule">When arrivals are due.</param>
/// <param name="time">The clock.</param>
/// <param name="wait">Waits for a moment, given as a timestamp of the clock.</param>
internal sealed class ArrivalPacer(ArrivalSchedule schedule, TimeProvider time, Action<long> wait)
{
    /// <summary>Sends until the time is over.</summary>
    /// <param name="started">The timestamp that arrivals are counted from.</param>
    /// <param name="length">Arrivals due within it are sent.</param>
    /// <param name="send">Given the timestamp that the arrival was due at; is not to wait for anything.</param>
    /// <param name="stop">Ends it early.</param>
    public void Run(long started, TimeSpan length, Action<long> send, CancellationToken stop)
    {
        for (TimeSpan next = schedule.Next(); next < length && !stop.IsCancellationRequested; next = schedule.Next())
        {
            long due = started + (long)(next.TotalSeconds * time.TimestampFrequency);
            wait(due);
            send(due);
        }
    }
}
