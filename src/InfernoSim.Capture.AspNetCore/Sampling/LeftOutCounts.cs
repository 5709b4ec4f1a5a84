using InfernoSim.Capture.AspNetCore.Ring;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>How many exchanges were left out, by the second in which they were. Guarded by the lock of whoever counts.</summary>
internal sealed class LeftOutCounts
{
    private readonly DropCounts _all = new();
    private readonly DropCounts _changes = new();

    /// <summary>Some were left out.</summary>
    /// <param name="now">When.</param>
    /// <param name="reads">How many that only read.</param>
    /// <param name="changes">How many that may have changed something in the service.</param>
    /// <param name="remembered">How far back it is asked.</param>
    public void Add(DateTimeOffset now, long reads, long changes, TimeSpan remembered)
    {
        Add(_all, now, reads + changes, remembered);
        Add(_changes, now, changes, remembered);
    }

    /// <summary>What was left out since a time, which counts by its second.</summary>
    /// <param name="from">The time.</param>
    /// <param name="cause">Why.</param>
    /// <param name="route">Of which route; <see langword="null"/> for any.</param>
    public LeftOutExchanges Since(DateTimeOffset from, LeftOutCause cause, string? route) => new(cause, route, _all.Since(from), _changes.Since(from));

    private static void Add(DropCounts to, DateTimeOffset now, long count, TimeSpan remembered)
    {
        if (count > 0)
        {
            to.Add(now, count);
            to.Forget(now - remembered);
        }
    }
}
